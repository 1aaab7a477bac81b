import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";

/** A value as a jsonb parameter. */
export function toJsonb(sql: Sql, value: Json) {
  return sql.json(value as never); // postgres.js types its own JSON narrower (mutable arrays) than ours
}
