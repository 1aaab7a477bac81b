import { expect, it } from "vitest";
import { pruneAudit } from "./audit.ts";
import { openTestDatabase } from "../testing.ts";

const DAY_MS = 86_400_000;

const database = openTestDatabase();

it("deletes what is older than its retention, in batches, in any number of processes", async () => {
  const { sql } = database;
  await sql`
    insert into audit (at, actor, action, target)
    select now() - make_interval(days => age), 'ann', 'publishFlow', age::text from generate_series(1, 1000) as age`;
  const pruned = await Promise.all(
    Array.from({ length: 3 }, () => pruneAudit(sql, { retentionMs: 400 * DAY_MS, batch: 50 })),
  );
  expect(pruned.reduce((sum, count) => sum + count, 0)).toBe(601);
  const [left] = await sql`select count(*)::int as rows, max(target::int) as oldest from audit`;
  expect(left).toEqual({ rows: 399, oldest: 399 });
  expect(await pruneAudit(sql, { retentionMs: 400 * DAY_MS })).toBe(0);
});
