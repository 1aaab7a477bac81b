// Drizzle on the pool that everything else uses. Its own driver for postgres.js would replace the pool's parsers for
// everybody, so statements go through its proxy driver, which hands us text and values and takes rows.
import { DrizzleQueryError } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { PreparedQueryConfig } from "drizzle-orm/pg-core";
import { PgRemoteDatabase, PgRemoteSession } from "drizzle-orm/pg-proxy";
import type { PreparedQuery } from "drizzle-orm/pg-proxy";
import type { Sql, Transaction } from "./connect.ts";
import { JsonValue } from "./schema/columns.ts";

const dialect = new PgDialect();

/** The query builder over a pool, or over a transaction of it; it opens nothing and needs no closing. */
export function drizzleOn(sql: Sql | Transaction): PgRemoteDatabase {
  return new PgRemoteDatabase(dialect, new PoolSession(sql), undefined);
}

type Session = PgRemoteSession<Record<string, never>, Record<string, never>>;

class PoolSession extends PgRemoteSession<Record<string, never>, Record<string, never>> {
  constructor(sql: Sql | Transaction) {
    super((text, values, method) => execute(sql, text, values, method), dialect, undefined);
  }

  override prepareQuery<T extends PreparedQueryConfig>(...args: Parameters<Session["prepareQuery"]>) {
    const prepared: PreparedQuery<T> = super.prepareQuery<T>(...args);
    const run = prepared.execute.bind(prepared);
    prepared.execute = (values) => run(values).catch(rethrowCause);
    return prepared;
  }
}

async function execute(sql: Sql | Transaction, text: string, values: unknown[], method: "all" | "execute") {
  const parameters = values.map((value) =>
    value instanceof JsonValue ? sql.json(value.value as never) : value,
  );
  // Prepared, as the statements of templates are.
  const query = sql.unsafe(text, parameters as never[], { prepare: true });
  return { rows: method === "all" ? await query.values() : await query };
}

/** Postgres' own error, which has a code; drizzle's around it holds the values in its message, where no log hides them. */
function rethrowCause(error: unknown): never {
  throw error instanceof DrizzleQueryError ? (error.cause ?? error) : error;
}
