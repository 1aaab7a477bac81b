import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly createdAt: string;
}

/** Everybody who may sign in or might once, by name; or the one with this id. */
export async function listPeople(sql: Sql, id: string | null = null): Promise<PersonRow[]> {
  const rows = await sql`
    select id, name, email, role, coalesce(banned, false) as disabled, created_at as "createdAt"
    from "user" where (${id}::text is null or id = ${id}) order by name, id limit 1000`;
  return rows.map((row) => plainRow<PersonRow>(row));
}
