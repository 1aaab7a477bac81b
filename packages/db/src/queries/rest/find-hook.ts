import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";

/** A hook with its sealed secret, for the door; or null. */
export async function findHook(
  sql: Sql,
  key: string,
): Promise<{ readonly key: string; readonly scheme: Json; readonly sealed: string | null } | null> {
  const [row] = await sql<{ key: string; scheme: Json; sealed: string | null }[]>`
    select key, scheme, secret as sealed from hook where key = ${key}`;
  return row ?? null;
}
