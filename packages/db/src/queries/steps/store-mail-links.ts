import type { Sql } from "postgres";

export interface NewMailLink {
  readonly tokenHash: Buffer;
  readonly kind: "link" | "unsubscribe";
  readonly url: string | null;
  readonly label: string | null;
}

/** Stores the links of one message before it is sent, so that a link works as soon as somebody can follow it. */
export async function storeMailLinks(
  sql: Sql,
  of: {
    readonly key: string;
    readonly run: string;
    readonly step: string;
    readonly subject: string;
    readonly address: string;
  },
  links: readonly NewMailLink[],
): Promise<void> {
  const rows = links.map((link) => ({
    token_hash: link.tokenHash,
    kind: link.kind,
    key: of.key,
    run: of.run,
    step: of.step,
    subject: of.subject,
    address: of.address,
    url: link.url,
    label: link.label,
  }));
  if (rows.length > 0) await sql`insert into mail_link ${sql(rows)}`;
}
