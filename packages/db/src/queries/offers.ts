import { and, eq, isNull, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { offer } from "../schema/index.ts";

/** Records an offer under its effect key; a repeat returns the first one and brings it back if it was revoked. */
export async function recordOffer(
  pool: Sql,
  key: string,
  given: Pick<typeof offer.$inferSelect, "code" | "value" | "expiresAt" | "run" | "subject">,
) {
  const { code, value, expiresAt } = offer;
  const [row] = await drizzleOn(pool)
    .insert(offer)
    .values({ key, ...given })
    .onConflictDoUpdate({ target: offer.key, set: { revokedAt: null } })
    .returning({ code, value, expiresAt });
  if (row === undefined) throw new Error(`Cannot record offer "${key}": the insert returned no row`);
  return row;
}

/** Marks an offer that reached nobody. */
export async function revokeOffer(pool: Sql, key: string): Promise<void> {
  await drizzleOn(pool)
    .update(offer)
    .set({ revokedAt: sql`clock_timestamp()` })
    .where(and(eq(offer.key, key), isNull(offer.revokedAt)));
}
