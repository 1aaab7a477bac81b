import type { Sql } from "postgres";

export interface MailLinkRow {
  readonly kind: "link" | "unsubscribe";
  readonly run: string;
  readonly step: string;
  readonly subject: string;
  readonly url: string | null;
  readonly label: string | null;
}

/** The link that a mail carried, by the hash of its token; or null. */
export async function findMailLink(sql: Sql, tokenHash: Buffer): Promise<MailLinkRow | null> {
  const [row] = await sql<MailLinkRow[]>`
    select kind, run, step, subject, url, label from mail_link where token_hash = ${tokenHash}`;
  return row ?? null;
}
