import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";

/** A subject's profile; empty when there is none yet. */
export async function readSubject(
  sql: Sql,
  subject: string,
): Promise<{ readonly profile: JsonObject; readonly updatedAt: string | null }> {
  const [row] = await sql<{ profile: JsonObject; updatedAt: Date }[]>`
    select attributes as profile, updated_at as "updatedAt" from profile where subject = ${subject}`;
  return row === undefined
    ? { profile: {}, updatedAt: null }
    : { profile: row.profile, updatedAt: row.updatedAt.toISOString() };
}
