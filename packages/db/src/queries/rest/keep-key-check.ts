import type { Json, JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

/** The known text sealed with this key at the first start, so that a wrong key is found at boot and not at the first secret. */
export async function keepKeyCheck(
  sql: Sql,
  kid: string,
  sealed: JsonObject,
): Promise<{ readonly sealed: Json; readonly others: readonly string[] }> {
  await sql`insert into secret_key_check (kid, sealed) values (${kid}, ${toJsonb(sql, sealed)}) on conflict (kid) do nothing`;
  const rows = await sql<{ kid: string; sealed: Json }[]>`select kid, sealed from secret_key_check`;
  const mine = rows.find((row) => row.kid === kid);
  return {
    sealed: mine?.sealed ?? null,
    others: rows.filter((row) => row.kid !== kid).map((row) => row.kid),
  };
}
