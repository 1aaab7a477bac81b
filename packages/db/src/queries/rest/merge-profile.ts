import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

/** Bytes of JSON that a profile may have. */
export const PROFILE_LIMIT = 64 * 1024;

/** Lays fields over a profile; null removes a field. False when the profile would grow beyond its limit. */
export async function mergeProfile(sql: Sql, subject: string, changes: JsonObject): Promise<boolean> {
  const changed = toJsonb(sql, changes);
  const rows = await sql`
    insert into profile as p (subject, attributes)
    select ${subject}, c - array(select key from jsonb_each(c) where value = 'null'::jsonb)
    from (select ${changed}::jsonb as c) x where octet_length(c::text) <= ${PROFILE_LIMIT}
    on conflict (subject) do update
      set attributes = (p.attributes || ${changed}::jsonb)
            - array(select key from jsonb_each(${changed}::jsonb) where value = 'null'::jsonb),
          updated_at = clock_timestamp()
      where octet_length((p.attributes || ${changed}::jsonb)::text) <= ${PROFILE_LIMIT}
    returning subject`;
  return rows.length === 1;
}
