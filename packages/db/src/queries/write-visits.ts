import type { Sql } from "../connect.ts";

/** A visit as a run's sink tells it. Instants are ms since the epoch. */
export interface VisitRow {
  readonly run: string;
  readonly node: string;
  readonly visit: number;
  readonly flow: string;
  readonly version: number;
  readonly state: string;
  readonly port: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** Upserts visits in one statement; of two words about one visit the one that ends it wins. Keys must not repeat in `rows`. */
export async function writeVisits(sql: Sql, rows: readonly VisitRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends keyof VisitRow>(key: K): VisitRow[K][] => rows.map((row) => row[key]);
  await sql`
    insert into visit (run, node, visit, flow, version, state, port, started_at, ended_at)
    select run, node, visit, flow, version, state, port, to_timestamp(started_at / 1000), to_timestamp(ended_at / 1000)
    from unnest(
      ${column("run")}::text[], ${column("node")}::text[], ${column("visit")}::int[], ${column("flow")}::text[], ${column("version")}::int[],
      ${column("state")}::text[], ${column("port")}::text[], ${column("startedAt")}::float8[], ${column("endedAt")}::float8[]
    ) as row (run, node, visit, flow, version, state, port, started_at, ended_at)
    on conflict (run, node, visit) do update
      set state = excluded.state, port = excluded.port, ended_at = excluded.ended_at
      where visit.ended_at is null or excluded.ended_at is not null`;
}
