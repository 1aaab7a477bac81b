// How every part of the house opens Postgres: limits set, UTC, bigint as a checked number.
import postgres from "postgres";

/** A pool of connections; also a transaction inside `begin`. */
export type Sql = postgres.Sql;
/** Inside `sql.begin`. */
export type Transaction = postgres.TransactionSql;

export interface ConnectOptions {
  /** Connections at most. Default 10. */
  readonly max?: number;
  /** Seen in pg_stat_activity. */
  readonly applicationName?: string;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly idleInTransactionTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

/** Opens a pool; connections are made when they are needed. */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const sql = postgres(url, {
    max: options.max ?? 10,
    connect_timeout: Math.ceil((options.connectTimeoutMs ?? 10_000) / 1000),
    keep_alive: 30,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? "throughline",
      TimeZone: "UTC",
      search_path: "public",
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

function toSafeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`Cannot read bigint "${text}": it is beyond 2^53, numbers below it are kept here`);
  }
  return value;
}
