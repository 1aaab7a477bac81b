import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface RunSummaryRow {
  readonly id: string;
  readonly flow: string;
  readonly flowName: string;
  readonly version: number;
  readonly subject: string;
  readonly state: "queued" | "starting" | "open" | "closed" | "refused" | "lost";
  readonly outcome: string | null;
  readonly startedAt: string;
  readonly closedAt: string | null;
  /** What the run last said of itself. */
  readonly shown: unknown;
}

export type RunStateFilter =
  | "open"
  | "waiting"
  | "human"
  | "parked"
  | "closed"
  | "queued"
  | "lost"
  | "refused";

export interface RunFilter {
  readonly flow?: string | undefined;
  readonly subject?: string | undefined;
  readonly state?: RunStateFilter | undefined;
  /** Id of the last run of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Runs, newest first. */
export async function listRuns(sql: Sql, filter: RunFilter): Promise<RunSummaryRow[]> {
  const { flow, subject, state, after } = filter;
  const rows = await sql`
    select r.id, r.flow, f.name as "flowName", r.version, r.subject, r.state, r.outcome, r.shown,
           r.started_at as "startedAt", r.closed_at as "closedAt"
    from run r join flow f on f.key = r.flow
    where ${flow === undefined ? sql`true` : sql`r.flow = ${flow}`}
      and ${subject === undefined ? sql`true` : sql`r.subject = ${subject}`}
      and ${state === undefined ? sql`true` : stateCondition(sql, state)}
      and ${after === undefined ? sql`true` : sql`(r.started_at, r.id) < (select started_at, id from run where id = ${after})`}
    order by r.started_at desc, r.id desc
    limit ${filter.limit}`;
  return rows.map((row) => plainRow<RunSummaryRow>(row));
}

function stateCondition(sql: Sql, state: RunStateFilter) {
  switch (state) {
    case "open":
      return sql`r.state in ('starting', 'open')`;
    case "waiting":
    case "human":
    case "parked":
      return sql`r.state in ('starting', 'open') and r.shown ->> 'state' = ${state}`;
    case "closed":
    case "queued":
    case "lost":
    case "refused":
      return sql`r.state = ${state}`;
  }
}
