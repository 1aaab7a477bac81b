import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

/** False when the key is taken; an archived flow keeps its key, because its runs carry it. */
export async function createFlow(
  sql: Sql,
  flow: { readonly key: string; readonly name: string; readonly draft: JsonObject; readonly by: string },
): Promise<boolean> {
  const rows = await sql`
    insert into flow (key, name, draft, updated_by)
    values (${flow.key}, ${flow.name}, ${toJsonb(sql, flow.draft)}, ${flow.by})
    on conflict (key) do nothing returning key`;
  return rows.length === 1;
}
