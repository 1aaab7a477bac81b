import postgres from "postgres";

/** The SQLSTATE of an error that Postgres answered with; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined;
}

/** True when Postgres refused values for what they are (class 22 or 23): the same values will be refused again. */
export function isRefusedData(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? "");
}
