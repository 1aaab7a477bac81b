import { eq, isNotNull, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { hook } from "../schema/index.ts";

export type HookRow = Awaited<ReturnType<typeof listHooks>>[number];

/** Webhooks, never with their secrets; or the one with this key. */
export async function listHooks(pool: Sql, only?: string) {
  const { key, name, eventType, scheme, mapping, toleranceS, repeatWindowS, updatedAt } = hook;
  return drizzleOn(pool)
    .select({
      key,
      name,
      eventType,
      scheme,
      mapping,
      toleranceS,
      repeatWindowS,
      hasSecret: sql<boolean>`${isNotNull(hook.secret)}`,
      previousUntil: hook.previousUntil,
      updatedAt,
    })
    .from(hook)
    .where(only === undefined ? undefined : eq(key, only))
    .orderBy(key)
    .limit(1000);
}

/** A hook with its sealed secrets, for the door; or null. */
export async function findHook(pool: Sql, key: string) {
  const { scheme, mapping, toleranceS, repeatWindowS, secret, previousSecret, previousUntil } = hook;
  const [row] = await drizzleOn(pool)
    .select({
      key: hook.key,
      scheme,
      mapping,
      toleranceS,
      repeatWindowS,
      sealed: secret,
      sealedPrevious: previousSecret,
      previousUntil,
    })
    .from(hook)
    .where(eq(hook.key, key));
  return row ?? null;
}

type HookValues = Required<
  Pick<typeof hook.$inferInsert, "key" | "name" | "scheme" | "mapping" | "toleranceS" | "repeatWindowS">
> & {
  /** Null keeps the secret that it has. */
  readonly sealed: string | null;
  /** With a new secret: for how long the one before is taken too. */
  readonly keepPreviousS: number;
};

/** Creates or changes a webhook. */
export async function putHook(pool: Sql, { sealed, keepPreviousS, ...values }: HookValues): Promise<void> {
  const isNew = sql`excluded.secret is not null and ${hook.secret} is not null`;
  await drizzleOn(pool)
    .insert(hook)
    .values({ ...values, eventType: `hook.${values.key}`, secret: sealed })
    .onConflictDoUpdate({
      target: hook.key,
      set: {
        name: sql`excluded.name`,
        scheme: sql`excluded.scheme`,
        mapping: sql`excluded.mapping`,
        toleranceS: sql`excluded.tolerance_s`,
        repeatWindowS: sql`excluded.repeat_window_s`,
        secret: sql`coalesce(excluded.secret, ${hook.secret})`,
        previousSecret: sql`case when not (${isNew}) then ${hook.previousSecret} when ${keepPreviousS}::integer > 0 then ${hook.secret} end`,
        previousUntil: sql`case when not (${isNew}) then ${hook.previousUntil} when ${keepPreviousS}::integer > 0 then clock_timestamp() + make_interval(secs => ${keepPreviousS}::integer) end`,
        updatedAt: sql`clock_timestamp()`,
      },
    });
}

/** False when there is no such webhook. */
export async function deleteHook(pool: Sql, key: string): Promise<boolean> {
  const rows = await drizzleOn(pool).delete(hook).where(eq(hook.key, key)).returning({ key: hook.key });
  return rows.length === 1;
}
