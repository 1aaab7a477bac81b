// Carries out every transaction that is a value: locks in the one order, reads what it needs, asks it, writes what it says
// and tells. Locks and reads are sent together, so that they cost one way to Postgres and back, and writes another.
import type { Needs, Transact, Transaction as Value, Writes } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { lockMatching, lockOutMatching } from "./locks.ts";
import { readNeeds } from "./read-needs.ts";
import { pipeline } from "./statement.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { statementsOf } from "./write-rows.ts";

/** The executor of the store on Postgres. */
export function createExecutor({ sql, news }: Pick<StoreContext, "sql" | "news">): Transact {
  return async (transaction, request) => {
    const { answer, writes } = await transact(sql, async (tx) => {
      const decision = transaction.decide(request, await lockAndRead(tx, transaction, request));
      await pipeline(statementsOf(tx, decision.writes));
      return decision;
    });
    tell(news, writes);
    return answer;
  };
}

async function lockAndRead<Request, Answer, N extends Needs>(
  tx: Transaction,
  { matching, needs }: Value<Request, Answer, N>,
  request: Request,
) {
  // Sent first, and a statement of its own: what is read after it sees what was committed before it.
  const lock = matchLock(tx, matching)?.execute();
  const [rows] = await Promise.all([readNeeds(tx, needs(request)), lock]);
  return rows;
}

function matchLock(tx: Transaction, matching: Value<never, never>["matching"]) {
  switch (matching) {
    case "none":
      return null;
    case "shared":
      return lockOutMatching(tx);
    case "exclusive":
      return lockMatching(tx);
  }
}

function tell(news: StoreContext["news"], { announce, wakesMatcher }: Writes): void {
  if (announce.length > 0) news.tell("delivery");
  if (wakesMatcher) news.tell("pending");
}
