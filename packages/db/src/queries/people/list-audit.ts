import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: Json;
}

/** Who changed what, newest first. */
export async function listAudit(
  sql: Sql,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<AuditRow[]> {
  const rows = await sql`
    select id::text as id, at, actor, action, target, detail from audit
    where ${page.after === undefined ? sql`true` : sql`id < ${page.after}::bigint`}
    order by audit.id desc limit ${page.limit}`;
  return rows.map((row) => plainRow<AuditRow>(row));
}
