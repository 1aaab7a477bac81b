import type { Json, JsonObject } from "@throughline/flow";
import { eq, sql } from "drizzle-orm";
import { lockKey } from "../connect.ts";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { secret, secretKeyCheck } from "../schema/index.ts";

/** Names of secrets, never their values; or the one with this name. */
export async function listSecrets(pool: Sql, only?: string) {
  const { name, version, hosts, updatedAt, updatedBy } = secret;
  return drizzleOn(pool)
    .select({ name, version, hosts, updatedAt, updatedBy })
    .from(secret)
    .where(only === undefined ? undefined : eq(name, only))
    .orderBy(name)
    .limit(1000);
}

/** A secret as it is stored, sealed; or null. */
export async function readSecret(pool: Sql, name: string) {
  const { sealed, version, hosts } = secret;
  const [row] = await drizzleOn(pool)
    .select({ sealed, version, hosts })
    .from(secret)
    .where(eq(secret.name, name));
  return row ?? null;
}

/**
 * Stores a sealed value under the next version; `seal` gets that version, which the seal is bound to. Without `hosts` those
 * of the secret so far are kept. False, and nothing stored, when there are none: such a secret could be sent nowhere.
 */
export async function putSecret(
  pool: Sql,
  {
    name,
    hosts: given,
    by,
  }: { readonly name: string; readonly hosts?: readonly string[] | undefined; readonly by: string },
  seal: (version: number) => JsonObject,
): Promise<boolean> {
  return pool.begin(async (tx) => {
    const db = drizzleOn(tx);
    await tx`select pg_advisory_xact_lock(${lockKey(tx, `secret ${name}`)})`;
    const [last] = await db
      .select({ version: secret.version, hosts: secret.hosts })
      .from(secret)
      .where(eq(secret.name, name));
    const hosts = [...(given ?? last?.hosts ?? [])];
    if (hosts.length === 0) return false;
    const version = (last?.version ?? 0) + 1;
    const values = { sealed: seal(version), version, hosts, updatedBy: by };
    await db
      .insert(secret)
      .values({ name, ...values })
      .onConflictDoUpdate({ target: secret.name, set: { ...values, updatedAt: sql`clock_timestamp()` } });
    return true;
  });
}

/** False when there is no such secret. */
export async function deleteSecret(pool: Sql, name: string): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .delete(secret)
    .where(eq(secret.name, name))
    .returning({ name: secret.name });
  return rows.length === 1;
}

/** The known text sealed with this key at the first start, so that a wrong key is found at boot and not at the first secret. */
export async function keepKeyCheck(
  pool: Sql,
  kid: string,
  sealed: JsonObject,
): Promise<{ readonly sealed: Json; readonly others: readonly string[] }> {
  const db = drizzleOn(pool);
  await db.insert(secretKeyCheck).values({ kid, sealed }).onConflictDoNothing({ target: secretKeyCheck.kid });
  const rows = await db.select().from(secretKeyCheck);
  const mine = rows.find((row) => row.kid === kid);
  return {
    sealed: mine?.sealed ?? null,
    others: rows.filter((row) => row.kid !== kid).map((row) => row.kid),
  };
}
