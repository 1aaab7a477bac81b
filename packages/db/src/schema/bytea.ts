import { customType } from "drizzle-orm/pg-core";

/** Raw bytes: hashes of keys and tokens, topics. */
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });
