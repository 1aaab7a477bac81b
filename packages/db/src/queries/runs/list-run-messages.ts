import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";
import type { MessageRecord } from "../steps/record-message.ts";

export interface RunMessageRow extends Pick<MessageRecord, "step" | "html" | "state" | "detail"> {
  readonly to: string;
  /** The mail's subject line. */
  readonly subject: string;
  readonly createdAt: string;
}

/** The mails of a run, oldest first. */
export async function listRunMessages(sql: Sql, run: string): Promise<RunMessageRow[]> {
  const rows = await sql`
    select step, address as "to", title as subject, html, state, detail, created_at as "createdAt"
    from message where run = ${run} order by created_at, key limit 200`;
  return rows.map((row) => plainRow<RunMessageRow>(row));
}
