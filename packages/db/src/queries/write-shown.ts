import type { Sql } from "../connect.ts";

/** Where a run stands, as its sink tells it; `at` is workflow time in ms. */
export interface ShownRow {
  readonly run: string;
  readonly at: number;
  /** JSON text. */
  readonly shown: string;
}

/** Stores what runs last said of themselves in one statement; an older word than the stored one is dropped. Runs must not repeat in `rows`. */
export async function writeShown(sql: Sql, rows: readonly ShownRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update run set shown = row.shown::jsonb, shown_at = to_timestamp(row.at / 1000)
    from unnest(${rows.map((row) => row.run)}::text[], ${rows.map((row) => row.shown)}::text[], ${rows.map((row) => row.at)}::float8[])
      as row (run, shown, at)
    where run.id = row.run and (run.shown_at is null or run.shown_at <= to_timestamp(row.at / 1000))`;
}
