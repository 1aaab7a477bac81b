import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface EventViewRow {
  readonly event: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string | null;
  readonly time: string | null;
  readonly receivedAt: string;
  readonly matchedAt: string | null;
  readonly data: Json;
}

export interface EventFilter {
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
  /** seq of the last event of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Events, newest first. */
export async function listEvents(sql: Sql, filter: EventFilter): Promise<EventViewRow[]> {
  const { type, subject, after } = filter;
  const rows = await sql`
    select seq::text as event, id, source, type, subject, time, received_at as "receivedAt", matched_at as "matchedAt", data
    from event
    where ${type === undefined ? sql`true` : sql`type = ${type}`}
      and ${subject === undefined ? sql`true` : sql`subject = ${subject}`}
      and ${after === undefined ? sql`true` : sql`seq < ${after}::bigint`}
    order by seq desc limit ${filter.limit}`;
  return rows.map((row) => plainRow<EventViewRow>(row));
}
