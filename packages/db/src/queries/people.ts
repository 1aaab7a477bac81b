import { and, eq, like, lt, or, sql } from "drizzle-orm";
import type { Sql, Transaction } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { account, session, user, verification } from "../schema/index.ts";

export type PersonRow = Awaited<ReturnType<typeof listPeople>>[number];

/** Everybody who may sign in or might once, by name; or the one with this id. */
export async function listPeople(pool: Sql, only?: string) {
  const { id, name, email, role, createdAt } = user;
  const rows = await drizzleOn(pool)
    .select({ id, name, email, role, disabled: sql<boolean>`coalesce(${user.banned}, false)`, createdAt })
    .from(user)
    .where(only === undefined ? undefined : eq(id, only))
    .orderBy(name, id)
    .limit(1000);
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** The user of the person who runs a local stack: an admin without a password. */
export async function ensureLocalOwner(pool: Sql): Promise<string> {
  const [row] = await drizzleOn(pool)
    .insert(user)
    .values({
      id: "local-owner",
      name: "Local owner",
      email: "owner@localhost.localdomain",
      emailVerified: true,
      role: "admin",
    })
    .onConflictDoUpdate({ target: user.id, set: { updatedAt: sql`now()` } })
    .returning({ id: user.id });
  if (row === undefined) throw new Error('Cannot keep user "local-owner": the insert returned no row');
  return row.id;
}

export interface PersonChanges {
  readonly role?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly passwordHash?: string | undefined;
}

/** `last-admin`: nothing was changed, because no admin who may sign in would remain. */
export type ChangedPerson = "changed" | "not-found" | "last-admin";

/** Changes what is named, all or nothing. Disabled, or with a new password, a person is signed out. */
export async function changePerson(pool: Sql, id: string, changes: PersonChanges): Promise<ChangedPerson> {
  return pool.begin(async (tx) => {
    const people = await lockWithAdmins(tx, id);
    const person = people.find((one) => one.id === id);
    if (person === undefined) return "not-found";
    const after = people.map((one) => (one.id === id ? changed(one, changes) : one));
    if (isEnabledAdmin(person) && !after.some(isEnabledAdmin)) return "last-admin";
    await writeUser(tx, id, changes);
    if (changes.passwordHash !== undefined) await writePassword(tx, id, changes.passwordHash);
    if (changes.disabled === true || changes.passwordHash !== undefined) {
      await drizzleOn(tx).delete(session).where(eq(session.userId, id));
    }
    return "changed";
  });
}

type Standing = Awaited<ReturnType<typeof lockWithAdmins>>[number];

/** Every admin, so that two changes at the same time cannot each count on the other's; in one order, so that they only wait. */
async function lockWithAdmins(tx: Transaction, id: string) {
  return drizzleOn(tx)
    .select({ id: user.id, role: user.role, isDisabled: sql<boolean>`coalesce(${user.banned}, false)` })
    .from(user)
    .where(or(eq(user.id, id), eq(user.role, "admin")))
    .orderBy(user.id)
    .for("no key update");
}

function changed(person: Standing, { role, disabled }: PersonChanges): Standing {
  return { ...person, role: role ?? person.role, isDisabled: disabled ?? person.isDisabled };
}

function isEnabledAdmin({ role, isDisabled }: Standing): boolean {
  return role === "admin" && !isDisabled;
}

async function writeUser(tx: Transaction, id: string, { role, disabled }: PersonChanges): Promise<void> {
  const set = {
    ...(role === undefined ? {} : { role }),
    ...(disabled === undefined ? {} : { banned: disabled, banReason: null, banExpires: null }),
  };
  if (Object.keys(set).length === 0) return;
  await drizzleOn(tx)
    .update(user)
    .set({ ...set, updatedAt: sql`now()` })
    .where(eq(user.id, id));
}

/** As the sign-in service keeps it; whoever had only a link so far gets a first one. */
async function writePassword(tx: Transaction, id: string, password: string): Promise<void> {
  const db = drizzleOn(tx);
  const known = await db
    .update(account)
    .set({ password, updatedAt: sql`now()` })
    .where(and(eq(account.userId, id), eq(account.providerId, "credential")))
    .returning({ id: account.id });
  if (known.length > 0) return;
  await db
    .insert(account)
    .values({ id: crypto.randomUUID(), userId: id, accountId: id, providerId: "credential", password });
}

const LINK_PREFIX = "sign-in-link:";
const identifierOf = (hash: Buffer) => LINK_PREFIX + hash.toString("hex");

/** Keeps a one-time sign-in link for 15 minutes; only the hash of its token is stored. */
export async function addSignInToken(
  pool: Sql,
  token: { readonly hash: Buffer; readonly user: string },
): Promise<void> {
  const db = drizzleOn(pool);
  const isOver = lt(verification.expiresAt, sql`now()`);
  await db.delete(verification).where(and(like(verification.identifier, `${LINK_PREFIX}%`), isOver));
  await db.insert(verification).values({
    id: crypto.randomUUID(),
    identifier: identifierOf(token.hash),
    value: token.user,
    expiresAt: sql`now() + interval '15 minutes'`,
  });
}

/** The user a link signs in, once: the row is gone afterwards. */
export async function takeSignInToken(pool: Sql, hash: Buffer): Promise<string | null> {
  const [row] = await drizzleOn(pool)
    .delete(verification)
    .where(eq(verification.identifier, identifierOf(hash)))
    .returning({ user: verification.value, isFresh: sql<boolean>`${verification.expiresAt} > now()` });
  return row?.isFresh === true ? row.user : null;
}
