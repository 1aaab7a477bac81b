import type { Sql, Transaction } from "../connect.ts";
import { sqlState } from "../sql-state.ts";

const ATTEMPTS = 8;
/** Deadlock and failed serialisation: nothing happened, the same transaction may be tried again. */
const REPEATABLE = new Set(["40P01", "40001"]);

/** Runs a transaction (READ COMMITTED); repeats it when Postgres chose it as the victim of a deadlock. `work` must be repeatable. */
export async function transact<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await sql.begin(work)) as T; // postgres.js unwraps promises inside arrays in its type; `work` returns none
    } catch (error) {
      if (attempt >= ATTEMPTS || !REPEATABLE.has(sqlState(error) ?? "")) throw error;
    }
  }
}
