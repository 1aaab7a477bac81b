import postgres from "postgres";

/** The SQLSTATE of an error that Postgres answered with; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined;
}
