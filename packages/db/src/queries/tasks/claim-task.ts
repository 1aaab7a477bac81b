import type { Sql } from "postgres";

/** Takes an open task that nobody else has, or gives one's own back. False: it is ended or somebody else's. */
export async function claimTask(
  sql: Sql,
  request: { readonly task: string; readonly by: string; readonly claim: boolean },
): Promise<boolean> {
  const { task, by, claim } = request;
  const rows = claim
    ? await sql`
        update task set claimed_by = ${by}, claimed_at = coalesce(claimed_at, clock_timestamp())
        where id = ${task} and state = 'open' and (claimed_by is null or claimed_by = ${by}) returning id`
    : await sql`
        update task set claimed_by = null, claimed_at = null
        where id = ${task} and state = 'open' and (claimed_by is null or claimed_by = ${by}) returning id`;
  return rows.length === 1;
}
