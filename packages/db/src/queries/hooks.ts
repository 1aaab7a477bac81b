import { eq, isNotNull, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { hook } from "../schema/index.ts";

export type HookRow = Awaited<ReturnType<typeof listHooks>>[number];

/** Webhooks, never with their secrets; or the one with this key. */
export async function listHooks(pool: Sql, only?: string) {
  const { key, name, eventType, scheme, updatedAt } = hook;
  return drizzleOn(pool)
    .select({ key, name, eventType, scheme, hasSecret: sql<boolean>`${isNotNull(hook.secret)}`, updatedAt })
    .from(hook)
    .where(only === undefined ? undefined : eq(key, only))
    .orderBy(key)
    .limit(1000);
}

/** A hook with its sealed secret, for the door; or null. */
export async function findHook(pool: Sql, key: string) {
  const [row] = await drizzleOn(pool)
    .select({ key: hook.key, scheme: hook.scheme, sealed: hook.secret })
    .from(hook)
    .where(eq(hook.key, key));
  return row ?? null;
}

/** Creates or changes a webhook; a null `sealed` keeps the secret it has. */
export async function putHook(
  pool: Sql,
  {
    sealed,
    ...values
  }: Pick<typeof hook.$inferInsert, "key" | "name" | "scheme"> & { readonly sealed: string | null },
): Promise<void> {
  await drizzleOn(pool)
    .insert(hook)
    .values({ ...values, eventType: `hook.${values.key}`, secret: sealed })
    .onConflictDoUpdate({
      target: hook.key,
      set: {
        name: sql`excluded.name`,
        scheme: sql`excluded.scheme`,
        secret: sql`coalesce(excluded.secret, ${hook.secret})`,
        updatedAt: sql`clock_timestamp()`,
      },
    });
}

/** False when there is no such webhook. */
export async function deleteHook(pool: Sql, key: string): Promise<boolean> {
  const rows = await drizzleOn(pool).delete(hook).where(eq(hook.key, key)).returning({ key: hook.key });
  return rows.length === 1;
}
