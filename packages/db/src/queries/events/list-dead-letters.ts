import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface DeadLetterRow {
  readonly id: string;
  readonly kind: "event" | "start" | "delivery";
  readonly event: string | null;
  readonly run: string | null;
  readonly reason: string;
  readonly attempts: number;
  readonly createdAt: string;
}

/** What could not be matched or delivered and is open, newest first: neither tried again nor dismissed. One that fails again is a new one. */
export async function listDeadLetters(
  sql: Sql,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<DeadLetterRow[]> {
  const rows = await sql`
    select id::text as id, kind, seq::text as event, run, reason, attempts, created_at as "createdAt"
    from dead_letter where retried_at is null and dismissed_at is null and ${page.after === undefined ? sql`true` : sql`id < ${page.after}::bigint`}
    order by dead_letter.id desc limit ${page.limit}`;
  return rows.map((row) => plainRow<DeadLetterRow>(row));
}
