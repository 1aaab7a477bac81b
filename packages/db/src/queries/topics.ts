import { and, eq, inArray, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { subscription, suppression, topic } from "../schema/index.ts";

type Topic = typeof topic.$inferSelect;
type Subscription = typeof subscription.$inferSelect;

/** What an address is compared by: without case, composed. */
export function addressKey(address: string): string {
  return address.normalize("NFC").toLowerCase();
}

/** What mails may be about; or the one topic with this key. */
export async function listTopics(pool: Sql, only?: string): Promise<Omit<Topic, "createdAt">[]> {
  const { key, title, description, opt, updatedAt } = topic;
  return drizzleOn(pool)
    .select({ key, title, description, opt, updatedAt })
    .from(topic)
    .where(only === undefined ? undefined : eq(key, only))
    .orderBy(key)
    .limit(200);
}

/** Creates or changes a topic. */
export async function putTopic(
  pool: Sql,
  { key, title, description, opt }: Pick<Topic, "key" | "title" | "description" | "opt">,
): Promise<void> {
  const values = { title, description, opt };
  await drizzleOn(pool)
    .insert(topic)
    .values({ key, ...values })
    .onConflictDoUpdate({ target: topic.key, set: { ...values, updatedAt: sql`clock_timestamp()` } });
}

/** Removes a topic; what people said about it stays. False when there is none. */
export async function deleteTopic(pool: Sql, key: string): Promise<boolean> {
  const rows = await drizzleOn(pool).delete(topic).where(eq(topic.key, key)).returning({ key: topic.key });
  return rows.length === 1;
}

/** Whether a mail may go to an address. */
export type Reach =
  | { readonly kind: "reached" }
  | { readonly kind: "suppressed"; readonly reason: string }
  | { readonly kind: "unknown-topic" };

/**
 * Whether a mail about a topic may go to an address; `null` is a mail that reaches everybody (transactional). Who
 * unsubscribed from everything still gets that one; an address that bounced or complained gets none.
 */
export async function mayReach(pool: Sql, address: string, about: string | null): Promise<Reach> {
  const db = drizzleOn(pool);
  const at = addressKey(address);
  const [stopped] = await db
    .select({ reason: suppression.reason })
    .from(suppression)
    .where(eq(suppression.address, at));
  const isOut = stopped?.reason === "unsubscribed";
  if (stopped !== undefined && !isOut) return { kind: "suppressed", reason: stopped.reason };
  if (about === null) return { kind: "reached" };
  const [known] = await db
    .select({ opt: topic.opt, said: subscription.state })
    .from(topic)
    .leftJoin(
      subscription,
      and(eq(subscription.topic, topic.key), eq(subscription.address, at), eq(subscription.channel, "email")),
    )
    .where(eq(topic.key, about));
  if (known === undefined) return { kind: "unknown-topic" };
  if (isOut || known.said === "out") return { kind: "suppressed", reason: "unsubscribed" };
  if (known.said === null && known.opt === "in") return { kind: "suppressed", reason: "not-subscribed" };
  return { kind: "reached" };
}

/** A topic, and whether an address gets mail about it. */
export interface Preference {
  readonly topic: string;
  readonly title: string;
  readonly description: string;
  readonly isWanted: boolean;
}

/** What an address wants, topic by topic. */
export async function readPreferences(pool: Sql, address: string): Promise<Preference[]> {
  const db = drizzleOn(pool);
  const at = addressKey(address);
  const [stopped] = await db
    .select({ reason: suppression.reason })
    .from(suppression)
    .where(eq(suppression.address, at));
  const rows = await db
    .select({
      topic: topic.key,
      title: topic.title,
      description: topic.description,
      opt: topic.opt,
      said: subscription.state,
    })
    .from(topic)
    .leftJoin(
      subscription,
      and(eq(subscription.topic, topic.key), eq(subscription.address, at), eq(subscription.channel, "email")),
    )
    .orderBy(topic.key);
  return rows.map(({ opt, said, ...shown }) => ({
    ...shown,
    isWanted: stopped === undefined && (said === null ? opt === "out" : said === "in"),
  }));
}

/** Something that an address said: now, or before in the same words. */
export interface Said {
  /** Null: all topics. */
  readonly topic: string | null;
  readonly state: "in" | "out";
  readonly at: string;
}

/** Who says it: the address, whom it belongs to as far as known, and by what way. */
export interface Speaker {
  readonly address: string;
  readonly subject: string | null;
  readonly source: string;
  /** The run whose mail carried the link. */
  readonly run: string | null;
}

/** Nothing is sent to an address that a mail server does not know. Says why not already, if there is a reason. */
export async function noteBounce(
  pool: Sql,
  { address, run }: Pick<Speaker, "address" | "run">,
): Promise<void> {
  await drizzleOn(pool)
    .insert(suppression)
    .values({ address: addressKey(address), reason: "bounced", run })
    // Who unsubscribed still gets what is transactional: not any more.
    .onConflictDoUpdate({
      target: suppression.address,
      set: { reason: "bounced", run },
      setWhere: eq(suppression.reason, "unsubscribed"),
    });
}

/** No mail about any topic from now on. A repeat is the same as once. */
export async function leaveAllTopics(pool: Sql, { address, run }: Speaker): Promise<Said> {
  const db = drizzleOn(pool);
  const at = addressKey(address);
  await db
    .insert(suppression)
    .values({ address: at, reason: "unsubscribed", run })
    .onConflictDoNothing({ target: suppression.address });
  const [row] = await db
    .select({ createdAt: suppression.createdAt })
    .from(suppression)
    .where(eq(suppression.address, at));
  return { topic: null, state: "out", at: row?.createdAt ?? new Date().toISOString() };
}

/**
 * Notes what an address wants. What it said before in the same words keeps its time. Whoever was out of all topics and now
 * wants one is out of the others one by one.
 */
export async function sayWanted(
  pool: Sql,
  speaker: Speaker,
  wanted: ReadonlyMap<string, boolean>,
): Promise<readonly Said[]> {
  const address = addressKey(speaker.address);
  return pool.begin(async (tx) => {
    const db = drizzleOn(tx);
    // Rows of one address change one after the other, whichever page or key asks.
    await tx`select pg_advisory_xact_lock(hashtextextended(${`subscription ${address}`}, 0))`;
    const all = new Map(wanted);
    if ([...wanted.values()].includes(true)) {
      const freed = await db
        .delete(suppression)
        .where(and(eq(suppression.address, address), eq(suppression.reason, "unsubscribed")))
        .returning({ address: suppression.address });
      if (freed.length > 0)
        for (const { key } of await db.select({ key: topic.key }).from(topic))
          if (!all.has(key)) all.set(key, false);
    }
    const rows = [...all].map(([about, isWanted]): Omit<Subscription, "at"> => ({
      address,
      topic: about,
      channel: "email",
      state: isWanted ? "in" : "out",
      subject: speaker.subject,
      source: speaker.source,
    }));
    if (rows.length === 0) return [];
    await db
      .insert(subscription)
      .values(rows)
      .onConflictDoUpdate({
        target: [subscription.address, subscription.topic, subscription.channel],
        set: {
          state: sql`excluded.state`,
          subject: sql`coalesce(excluded.subject, ${subscription.subject})`,
          source: sql`excluded.source`,
          at: sql`clock_timestamp()`,
        },
        setWhere: sql`${subscription.state} <> excluded.state`,
      });
    return db
      .select({ topic: subscription.topic, state: subscription.state, at: subscription.at })
      .from(subscription)
      .where(
        and(
          eq(subscription.address, address),
          eq(subscription.channel, "email"),
          inArray(subscription.topic, [...all.keys()]),
        ),
      );
  });
}
