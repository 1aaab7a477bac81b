import { and, eq, gt, ne, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { mailLink, message, suppression } from "../schema/index.ts";
import { addressKey } from "./topics.ts";

/** What is recorded of a message. */
export type MessageRecord = Omit<typeof message.$inferSelect, "createdAt">;

/** What became of a message; the newest try counts, but what was sent stays sent. */
export async function recordMessage(pool: Sql, record: MessageRecord): Promise<void> {
  const { address, title, html, state, detail, topic, cc, bcc } = record;
  await drizzleOn(pool)
    .insert(message)
    .values(record)
    .onConflictDoUpdate({
      target: message.key,
      set: { address, title, html, state, detail, topic, cc, bcc },
      setWhere: ne(message.state, "sent"),
    });
}

/** The mails of a run, oldest first; `subject` is the mail's subject line. */
export async function listRunMessages(pool: Sql, run: string) {
  const { step, address, cc, bcc, topic, title, html, state, detail, createdAt } = message;
  return drizzleOn(pool)
    .select({ step, to: address, cc, bcc, topic, subject: title, html, state, detail, createdAt })
    .from(message)
    .where(eq(message.run, run))
    .orderBy(createdAt, message.key)
    .limit(200);
}

type MailLink = typeof mailLink.$inferSelect;

/** Stores the links of one message before it is sent, so that a link works as soon as somebody can follow it. */
export async function storeMailLinks(
  pool: Sql,
  of: Pick<MailLink, "key" | "run" | "step" | "subject" | "address" | "topic">,
  links: readonly Pick<MailLink, "tokenHash" | "kind" | "url" | "label">[],
): Promise<void> {
  const rows = links.map((link) => ({ ...of, ...link }));
  if (rows.length > 0) await drizzleOn(pool).insert(mailLink).values(rows);
}

/** The link that a mail carried, by the hash of its token; or null. */
export async function findMailLink(pool: Sql, tokenHash: Uint8Array) {
  const { kind, key, run, step, subject, address, topic, url, label, createdAt } = mailLink;
  const [row] = await drizzleOn(pool)
    .select({ kind, key, run, step, subject, address, topic, url, label, createdAt })
    .from(mailLink)
    .where(eq(mailLink.tokenHash, tokenHash));
  return row ?? null;
}

/** What the database knows of a click: its number among those of the link, and what else was followed just before. */
export interface Click {
  /** 1 for the first. */
  readonly nth: number;
  readonly secondsSinceSending: number;
  /** Other links of the same mail that were followed within the last five seconds. */
  readonly othersJustNow: number;
}

/** Counts a click; null when there is no such link. */
export async function countClick(pool: Sql, tokenHash: Uint8Array): Promise<Click | null> {
  const db = drizzleOn(pool);
  const [link] = await db
    .update(mailLink)
    .set({ clicks: sql`${mailLink.clicks} + 1`, usedAt: sql`clock_timestamp()` })
    .where(and(eq(mailLink.tokenHash, tokenHash), eq(mailLink.kind, "link")))
    .returning({
      key: mailLink.key,
      nth: mailLink.clicks,
      seconds: sql<number>`extract(epoch from clock_timestamp() - ${mailLink.createdAt})::float8`,
    });
  if (link === undefined) return null;
  const othersJustNow = await db.$count(
    mailLink,
    and(
      eq(mailLink.key, link.key),
      eq(mailLink.kind, "link"),
      ne(mailLink.tokenHash, tokenHash),
      gt(mailLink.usedAt, sql`clock_timestamp() - interval '5 seconds'`),
    ),
  );
  return { nth: link.nth, secondsSinceSending: Math.max(0, Math.round(link.seconds)), othersJustNow };
}

/** Addresses that get no mail, in alphabetical order. */
export async function listSuppressions(
  pool: Sql,
  page: { readonly after?: string | undefined; readonly limit: number },
) {
  return drizzleOn(pool)
    .select()
    .from(suppression)
    .where(page.after === undefined ? undefined : gt(suppression.address, page.after))
    .orderBy(suppression.address)
    .limit(page.limit);
}

/** Allows mail to an address again; false when it was not suppressed. */
export async function unsuppress(pool: Sql, address: string): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .delete(suppression)
    .where(eq(suppression.address, addressKey(address)))
    .returning({ address: suppression.address });
  return rows.length === 1;
}
