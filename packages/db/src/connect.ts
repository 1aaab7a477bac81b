// How every part of the house opens Postgres: limits set, UTC, bigint as a checked number.
import postgres from "postgres";

/** A pool of connections; also a transaction inside `begin`. */
export type Sql = postgres.Sql;
/** Inside `sql.begin`. */
export type Transaction = postgres.TransactionSql;

export interface ConnectOptions {
  /** The schema that holds the tables. Default `public`. */
  readonly schema?: string;
  /** Connections at most. Default 10. */
  readonly max?: number;
  /** Seen in pg_stat_activity. */
  readonly applicationName?: string;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly idleInTransactionTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

const DEFAULT_SCHEMA = "public";

/** Names that a schema may have: they need no quotes, and leave room for what is named after it. */
export const SCHEMA_NAME = /^(?!pg_)[a-z_][a-z0-9_]{0,39}$/;

/** Opens a pool; connections are made when they are needed. */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const schema = options.schema ?? DEFAULT_SCHEMA;
  if (!SCHEMA_NAME.test(schema)) {
    throw new RangeError(
      `Cannot use schema "${schema}": a name has up to 40 of a-z, 0-9 and _, and does not begin with a digit or pg_`,
    );
  }
  const sql = postgres(url, {
    max: options.max ?? 10,
    connect_timeout: Math.ceil((options.connectTimeoutMs ?? 10_000) / 1000),
    keep_alive: 30,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? "throughline",
      TimeZone: "UTC",
      search_path: schema,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      lock_timeout: options.lockTimeoutMs ?? 5_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 30_000,
    },
    types: {
      // int8 comes as text; every number we keep (seq, no, counts) stays far below 2^53.
      bigint: { to: 20, from: [20], serialize: String, parse: toSafeNumber },
    },
  });
  return sql as unknown as Sql; // the type parameter for `bigint` says nothing that rows do not say themselves
}

/** The schema that a pool works in. */
export function schemaOf(pool: Sql): string {
  return String(pool.options.connection["search_path"] ?? DEFAULT_SCHEMA);
}

/**
 * The key of an advisory lock of this name. Such locks are of the whole database; the schema is part of the key, so that
 * environments side by side do not wait for each other.
 */
export function lockKey(sql: Sql | Transaction, name: string) {
  return sql`hashtextextended(current_setting('search_path') || ${` ${name}`}, 0)`;
}

function toSafeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`Cannot read bigint "${text}": it is beyond 2^53, numbers below it are kept here`);
  }
  return value;
}
