import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";
import type { EventViewRow } from "./list-events.ts";

/** One event by its seq, with the routing number it was matched under; or null. */
export async function readEvent(
  sql: Sql,
  seq: string,
): Promise<(EventViewRow & { readonly no: string | null; readonly routing: string | null }) | null> {
  const [row] = await sql`
    select seq::text as event, id, source, type, subject, time, received_at as "receivedAt", matched_at as "matchedAt", data,
           no::text as no, routing::text as routing
    from event where seq = ${seq}::bigint`;
  return row === undefined ? null : plainRow(row);
}
