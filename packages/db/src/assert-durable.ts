import type { Sql } from "./connect.ts";

const OLDEST_SERVER = 150_000;

/** What on this server breaks the promise that an acknowledged event survives a crash; empty when nothing does. */
export async function durabilityProblems(sql: Sql): Promise<readonly string[]> {
  const [row] = await sql<
    { version: number; fsync: string; commit: string; pages: string; zone: string; recovery: boolean }[]
  >`
    select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
      current_setting('TimeZone') as zone, pg_is_in_recovery() as recovery`;
  if (row === undefined) return ["the server did not answer"];
  const problems: string[] = [];
  if (row.version < OLDEST_SERVER)
    problems.push(`the server is version ${row.version}, 15 or newer is needed`);
  if (row.fsync !== "on") problems.push("fsync is off, on is needed");
  if (row.commit === "off") problems.push("synchronous_commit is off, on is needed");
  if (row.pages !== "on") problems.push("full_page_writes is off, on is needed");
  if (row.zone !== "UTC") problems.push(`the session's time zone is ${row.zone}, UTC is needed`);
  if (row.recovery) problems.push("the server is a read-only standby, the primary is needed");
  return problems;
}

/** Throws when a 202 of this server would not be durable; called at boot. */
export async function assertDurable(sql: Sql): Promise<void> {
  const problems = await durabilityProblems(sql);
  if (problems.length > 0) {
    throw new Error(`Cannot accept events on this Postgres: ${problems.join("; ")}`);
  }
}
