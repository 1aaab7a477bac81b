import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

/** Creates or changes a webhook; a null `sealed` keeps the secret it has. */
export async function putHook(
  sql: Sql,
  hook: {
    readonly key: string;
    readonly name: string;
    readonly scheme: JsonObject;
    readonly sealed: string | null;
  },
): Promise<void> {
  await sql`
    insert into hook (key, name, event_type, scheme, secret)
    values (${hook.key}, ${hook.name}, ${"hook." + hook.key}, ${toJsonb(sql, hook.scheme)}, ${hook.sealed})
    on conflict (key) do update set name = excluded.name, scheme = excluded.scheme,
      secret = coalesce(excluded.secret, hook.secret), updated_at = clock_timestamp()`;
}
