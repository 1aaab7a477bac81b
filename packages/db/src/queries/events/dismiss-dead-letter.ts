import type { Sql } from "postgres";

/** Takes a dead letter from the list without trying it again; its row stays for receipts. False: there is none open with this id. */
export async function dismissDeadLetter(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql`
    update dead_letter set dismissed_at = clock_timestamp()
    where id = ${id}::bigint and dismissed_at is null and retried_at is null returning id`;
  return rows.length === 1;
}
