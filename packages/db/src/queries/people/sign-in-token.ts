import type { Sql } from "postgres";

const PREFIX = "sign-in-link:";

/** Keeps a one-time sign-in link for 15 minutes; only the hash of its token is stored. */
export async function addSignInToken(
  sql: Sql,
  token: { readonly hash: Buffer; readonly user: string },
): Promise<void> {
  await sql`delete from verification where identifier like ${PREFIX + "%"} and expires_at < now()`;
  await sql`
    insert into verification (id, identifier, value, expires_at)
    values (${crypto.randomUUID()}, ${PREFIX + token.hash.toString("hex")}, ${token.user}, now() + interval '15 minutes')`;
}

/** The user a link signs in, once: the row is gone afterwards. */
export async function takeSignInToken(sql: Sql, hash: Buffer): Promise<string | null> {
  const [row] = await sql<{ user: string; fresh: boolean }[]>`
    delete from verification where identifier = ${PREFIX + hash.toString("hex")}
    returning value as "user", expires_at > now() as fresh`;
  return row?.fresh === true ? row.user : null;
}
