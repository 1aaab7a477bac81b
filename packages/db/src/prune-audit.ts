import type { Sql } from "./connect.ts";

interface PruneOptions {
  /** Rows noted before this long ago go. */
  readonly retentionMs: number;
  /** Rows of one transaction. */
  readonly batch?: number;
}

/**
 * Deletes what the trail of who changed what holds beyond its retention, in small transactions, the oldest first; answers how
 * many rows went. Processes that do it at the same time share the work.
 */
export async function pruneAudit(sql: Sql, { retentionMs, batch = 5_000 }: PruneOptions): Promise<number> {
  for (let pruned = 0; ;) {
    const { count } = await sql`
      delete from audit where id = any(array(
        select id from audit where at < clock_timestamp() - make_interval(secs => ${retentionMs / 1000})
        order by at, id limit ${batch} for update skip locked))`;
    pruned += count;
    if (count < batch) return pruned;
  }
}
