import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

/** Stores a sealed value under the next version; `seal` gets that version, which the seal is bound to. */
export async function putSecret(
  sql: Sql,
  secret: { readonly name: string; readonly hosts: readonly string[]; readonly by: string },
  seal: (version: number) => JsonObject,
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${"secret/" + secret.name}, 0))`;
    const [last] = await tx<{ version: number }[]>`select version from secret where name = ${secret.name}`;
    const version = (last?.version ?? 0) + 1;
    await tx`
      insert into secret (name, sealed, version, hosts, updated_by)
      values (${secret.name}, ${toJsonb(sql, seal(version))}, ${version}, ${sql.array([...secret.hosts])}::text[], ${secret.by})
      on conflict (name) do update set sealed = excluded.sealed, version = excluded.version, hosts = excluded.hosts,
        updated_at = clock_timestamp(), updated_by = excluded.updated_by`;
  });
}
