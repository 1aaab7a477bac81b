import type { Sql } from "postgres";

/** The user of the person who runs a local stack: an admin without a password. */
export async function ensureLocalOwner(sql: Sql): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into "user" (id, name, email, email_verified, role)
    values ('local-owner', 'Local owner', 'owner@localhost.localdomain', true, 'admin')
    on conflict (id) do update set updated_at = now() returning id`;
  if (row === undefined) throw new Error('Cannot keep user "local-owner": the insert returned no row');
  return row.id;
}
