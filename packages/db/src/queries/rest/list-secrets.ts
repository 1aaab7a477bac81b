import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface SecretRow {
  readonly name: string;
  readonly version: number;
  readonly hosts: string[];
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** Names of secrets, never their values; or the one with this name. */
export async function listSecrets(sql: Sql, name: string | null = null): Promise<SecretRow[]> {
  const rows = await sql`
    select name, version, hosts, updated_at as "updatedAt", updated_by as "updatedBy"
    from secret where (${name}::text is null or name = ${name}) order by name limit 1000`;
  return rows.map((row) => plainRow<SecretRow>(row));
}
