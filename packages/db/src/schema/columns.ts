// The kinds of columns that drizzle would read or write otherwise than the pool does, and what declarations repeat.
import type { Json } from "@throughline/flow";
import { sql } from "drizzle-orm";
import { bigint, customType } from "drizzle-orm/pg-core";

/** A point in time: RFC 3339 text in rows, because what crosses a border holds no Date. */
export const instant = customType<{ data: string; driverData: Date | string }>({
  dataType: () => "timestamp with time zone",
  fromDriver: (value) => (value instanceof Date ? value.toISOString() : value),
});

/** A value on its way into a jsonb column; `drizzleOn` gives it to the pool as JSON, whatever it looks like. */
export class JsonValue {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** JSON as the pool reads and writes it. Drizzle's own type would read the string "1" as a number. */
export const jsonb = customType<{ data: Json; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (value) => new JsonValue(value),
});

/** Raw bytes: hashes of keys and tokens, topics. */
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** A counter that stays far below 2^53; the pool refuses one that does not. */
export const count = (name: string) => bigint(name, { mode: "number" });

/** The database's clock, which goes on inside a transaction. */
export const clock = sql`clock_timestamp()`;
