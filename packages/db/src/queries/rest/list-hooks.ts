import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface HookRow {
  readonly key: string;
  readonly name: string;
  readonly eventType: string;
  readonly scheme: Json;
  readonly hasSecret: boolean;
  readonly updatedAt: string;
}

/** Webhooks, never with their secrets; or the one with this key. */
export async function listHooks(sql: Sql, key: string | null = null): Promise<HookRow[]> {
  const rows = await sql`
    select key, name, event_type as "eventType", scheme, secret is not null as "hasSecret", updated_at as "updatedAt"
    from hook where (${key}::text is null or key = ${key}) order by key limit 1000`;
  return rows.map((row) => plainRow<HookRow>(row));
}
