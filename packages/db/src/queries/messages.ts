import { and, eq, gt, ne, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { mailLink, message, suppression } from "../schema/index.ts";

/** What is recorded of a message. */
export type MessageRecord = Omit<typeof message.$inferSelect, "createdAt">;

/** What became of a message; the newest try counts, but what was sent stays sent. */
export async function recordMessage(pool: Sql, record: MessageRecord): Promise<void> {
  const { address, title, html, state, detail } = record;
  await drizzleOn(pool)
    .insert(message)
    .values(record)
    .onConflictDoUpdate({
      target: message.key,
      set: { address, title, html, state, detail },
      setWhere: ne(message.state, "sent"),
    });
}

/** The mails of a run, oldest first; `subject` is the mail's subject line. */
export async function listRunMessages(pool: Sql, run: string) {
  const { step, address, title, html, state, detail, createdAt } = message;
  return drizzleOn(pool)
    .select({ step, to: address, subject: title, html, state, detail, createdAt })
    .from(message)
    .where(eq(message.run, run))
    .orderBy(createdAt, message.key)
    .limit(200);
}

type MailLink = typeof mailLink.$inferSelect;

/** Stores the links of one message before it is sent, so that a link works as soon as somebody can follow it. */
export async function storeMailLinks(
  pool: Sql,
  of: Pick<MailLink, "key" | "run" | "step" | "subject" | "address">,
  links: readonly Pick<MailLink, "tokenHash" | "kind" | "url" | "label">[],
): Promise<void> {
  const rows = links.map((link) => ({ ...of, ...link }));
  if (rows.length > 0) await drizzleOn(pool).insert(mailLink).values(rows);
}

/** The link that a mail carried, by the hash of its token; or null. */
export async function findMailLink(pool: Sql, tokenHash: Uint8Array) {
  const { kind, run, step, subject, url, label } = mailLink;
  const [row] = await drizzleOn(pool)
    .select({ kind, run, step, subject, url, label })
    .from(mailLink)
    .where(eq(mailLink.tokenHash, tokenHash));
  return row ?? null;
}

/** Suppresses the address of an unsubscribe link; false when there is no such link. A repeat is the same as once. */
export async function unsubscribe(pool: Sql, tokenHash: Uint8Array): Promise<boolean> {
  const db = drizzleOn(pool);
  const link = db.$with("link").as(
    db
      .update(mailLink)
      .set({ usedAt: sql`coalesce(${mailLink.usedAt}, clock_timestamp())` })
      .where(and(eq(mailLink.tokenHash, tokenHash), eq(mailLink.kind, "unsubscribe")))
      .returning({ address: mailLink.address, run: mailLink.run }),
  );
  const added = db.$with("added").as(
    db
      .insert(suppression)
      .select(sql`select lower(address), 'unsubscribed', run, clock_timestamp() from link`)
      .onConflictDoNothing({ target: suppression.address })
      .returning({ address: suppression.address }),
  );
  const rows = await db.with(link, added).select({ address: link.address }).from(link);
  return rows.length === 1;
}

/** Why an address gets no mail, or null. */
export async function findSuppression(pool: Sql, address: string): Promise<string | null> {
  const [row] = await drizzleOn(pool)
    .select({ reason: suppression.reason })
    .from(suppression)
    .where(eq(suppression.address, address.toLowerCase()));
  return row?.reason ?? null;
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
    .where(eq(suppression.address, address.toLowerCase()))
    .returning({ address: suppression.address });
  return rows.length === 1;
}
