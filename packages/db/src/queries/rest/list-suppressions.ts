import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface SuppressionRow {
  readonly address: string;
  readonly reason: string;
  readonly run: string | null;
  readonly createdAt: string;
}

/** Addresses that get no mail, in alphabetical order. */
export async function listSuppressions(
  sql: Sql,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<SuppressionRow[]> {
  const rows = await sql`
    select address, reason, run, created_at as "createdAt" from suppression
    where ${page.after === undefined ? sql`true` : sql`address > ${page.after}`}
    order by address limit ${page.limit}`;
  return rows.map((row) => plainRow<SuppressionRow>(row));
}
