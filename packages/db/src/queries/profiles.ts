import { eq } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { profile } from "../schema/index.ts";

/** A subject's profile; empty when there is none yet. */
export async function readSubject(pool: Sql, subject: string) {
  const [row] = await drizzleOn(pool)
    .select({ profile: profile.attributes, updatedAt: profile.updatedAt })
    .from(profile)
    .where(eq(profile.subject, subject));
  return row ?? { profile: {}, updatedAt: null };
}
