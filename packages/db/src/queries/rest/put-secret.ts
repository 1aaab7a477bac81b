import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

/**
 * Stores a sealed value under the next version; `seal` gets that version, which the seal is bound to. Without `hosts` those
 * of the secret so far are kept. False, and nothing stored, when there are none: such a secret could be sent nowhere.
 */
export async function putSecret(
  sql: Sql,
  secret: { readonly name: string; readonly hosts?: readonly string[] | undefined; readonly by: string },
  seal: (version: number) => JsonObject,
): Promise<boolean> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${"secret/" + secret.name}, 0))`;
    const [last] = await tx<
      { version: number; hosts: string[] }[]
    >`select version, hosts from secret where name = ${secret.name}`;
    const hosts = secret.hosts ?? last?.hosts ?? [];
    if (hosts.length === 0) return false;
    const version = (last?.version ?? 0) + 1;
    await tx`
      insert into secret (name, sealed, version, hosts, updated_by)
      values (${secret.name}, ${toJsonb(sql, seal(version))}, ${version}, ${sql.array([...hosts])}::text[], ${secret.by})
      on conflict (name) do update set sealed = excluded.sealed, version = excluded.version, hosts = excluded.hosts,
        updated_at = clock_timestamp(), updated_by = excluded.updated_by`;
    return true;
  });
}
