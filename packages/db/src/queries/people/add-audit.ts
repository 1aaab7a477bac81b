import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

/** Notes who changed what. */
export async function addAudit(
  sql: Sql,
  entry: {
    readonly actor: string;
    readonly action: string;
    readonly target: string;
    readonly detail: JsonObject;
  },
): Promise<void> {
  await sql`
    insert into audit (actor, action, target, detail)
    values (${entry.actor}, ${entry.action}, ${entry.target}, ${toJsonb(sql, entry.detail)})`;
}
