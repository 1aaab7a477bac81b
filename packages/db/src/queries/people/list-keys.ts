import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface KeyRow {
  readonly id: string;
  readonly kind: "write" | "api";
  readonly name: string;
  readonly prefix: string;
  readonly role: string;
  readonly sources: string[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

/** All keys, newest first; or the one with this id. */
export async function listKeys(sql: Sql, id: string | null = null): Promise<KeyRow[]> {
  const rows = await sql`
    select id, kind, name, prefix, role, sources, created_at as "createdAt", created_by as "createdBy",
           revoked_at as "revokedAt", last_used_at as "lastUsedAt"
    from api_key where (${id}::text is null or id = ${id}) order by created_at desc limit 500`;
  return rows.map((row) => plainRow<KeyRow>(row));
}
