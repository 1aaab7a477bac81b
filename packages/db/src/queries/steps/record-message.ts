import type { Sql } from "postgres";

export interface MessageRecord {
  readonly key: string;
  readonly run: string;
  readonly step: string;
  readonly subject: string;
  readonly address: string;
  readonly title: string;
  readonly html: string;
  readonly state: "sent" | "unsure" | "suppressed" | "failed";
  readonly detail: string | null;
}

/** What became of a message; the newest try counts, but what was sent stays sent. */
export async function recordMessage(sql: Sql, message: MessageRecord): Promise<void> {
  await sql`
    insert into message as m (key, run, step, subject, address, title, html, state, detail)
    values (${message.key}, ${message.run}, ${message.step}, ${message.subject}, ${message.address}, ${message.title},
      ${message.html}, ${message.state}, ${message.detail})
    on conflict (key) do update set address = excluded.address, title = excluded.title, html = excluded.html,
      state = excluded.state, detail = excluded.detail
    where m.state <> 'sent'`;
}
