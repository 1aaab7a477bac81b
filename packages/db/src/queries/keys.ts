import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { apiKey } from "../schema/index.ts";

/**
 * Stores a key by its hash. A key with the same id is replaced: that is how configured keys are kept up to date at boot. One
 * that was revoked stays so until another takes its place.
 */
export async function addKey(
  pool: Sql,
  {
    by,
    sources,
    origins = [],
    ...key
  }: Pick<typeof apiKey.$inferInsert, "id" | "kind" | "name" | "prefix" | "hash" | "role"> & {
    readonly sources: readonly string[];
    readonly origins?: readonly string[];
    readonly by: string;
  },
): Promise<void> {
  await drizzleOn(pool)
    .insert(apiKey)
    .values({ ...key, sources: [...sources], origins: [...origins], createdBy: by })
    .onConflictDoUpdate({
      target: apiKey.id,
      set: {
        hash: sql`excluded.hash`,
        prefix: sql`excluded.prefix`,
        role: sql`excluded.role`,
        revokedAt: sql`case when ${apiKey.hash} = excluded.hash then ${apiKey.revokedAt} end`,
      },
    });
}

/** The live key with this hash, or null; notes that it was used, to the minute. */
export async function findKey(pool: Sql, hash: Uint8Array) {
  const db = drizzleOn(pool);
  const isIt = and(eq(apiKey.hash, hash), isNull(apiKey.revokedAt));
  const isStale = or(
    isNull(apiKey.lastUsedAt),
    lt(apiKey.lastUsedAt, sql`clock_timestamp() - interval '1 minute'`),
  );
  const used = db.$with("used").as(
    db
      .update(apiKey)
      .set({ lastUsedAt: sql`clock_timestamp()` })
      .where(and(isIt, isStale))
      .returning({ id: apiKey.id }),
  );
  const { id, kind, name, role, sources, origins } = apiKey;
  const [row] = await db
    .with(used)
    .select({ id, kind, name, role, sources, origins })
    .from(apiKey)
    .where(isIt);
  return row ?? null;
}

/** All keys, newest first; or the one with this id. */
export async function listKeys(pool: Sql, only?: string) {
  const { id, kind, name, prefix, role, sources, origins, createdAt, createdBy, revokedAt, lastUsedAt } =
    apiKey;
  return drizzleOn(pool)
    .select({ id, kind, name, prefix, role, sources, origins, createdAt, createdBy, revokedAt, lastUsedAt })
    .from(apiKey)
    .where(only === undefined ? undefined : eq(id, only))
    .orderBy(desc(createdAt))
    .limit(500);
}

/** False when there is no such key. Revoking twice is the same as once. */
export async function revokeKey(pool: Sql, id: string): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .update(apiKey)
    .set({ revokedAt: sql`coalesce(${apiKey.revokedAt}, clock_timestamp())` })
    .where(eq(apiKey.id, id))
    .returning({ id: apiKey.id });
  return rows.length === 1;
}

/** Every origin that some live write key allows. */
export async function listOrigins(pool: Sql): Promise<readonly string[]> {
  const rows = await drizzleOn(pool)
    .selectDistinct({ origin: sql<string>`unnest(${apiKey.origins})` })
    .from(apiKey)
    .where(and(eq(apiKey.kind, "write"), isNull(apiKey.revokedAt)));
  return rows.map(({ origin }) => origin);
}

/** Changes which pages may use a live write key; false when there is no such key. */
export async function changeOrigins(pool: Sql, id: string, origins: readonly string[]): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .update(apiKey)
    .set({ origins: [...origins] })
    .where(and(eq(apiKey.id, id), eq(apiKey.kind, "write"), isNull(apiKey.revokedAt)))
    .returning({ id: apiKey.id });
  return rows.length === 1;
}
