import { createHash } from "node:crypto";
import { createTestDatabase } from "@throughline/db/testing";
import type { TestDatabase } from "@throughline/db/testing";
import { createRenderer, createSmtp } from "@throughline/mail";
import type { Smtp } from "@throughline/mail";
import { startSmtpSink } from "@throughline/mail/testing";
import type { SmtpSink } from "@throughline/mail/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMailPort } from "./mail.ts";

const renderer = createRenderer();
let database: TestDatabase;
let sink: SmtpSink;
let smtp: Smtp;
beforeAll(async () => {
  database = await createTestDatabase();
  sink = await startSmtpSink();
  smtp = createSmtp({ url: sink.url });
}, 60_000);
afterAll(async () => {
  smtp?.close();
  await Promise.all([sink?.close(), renderer.close(), database?.drop()]);
});
beforeEach(() => {
  sink.accepted.length = 0;
  sink.orphaned.length = 0;
});

const run = "cart-recovery.abcdefgh";
const mail = () =>
  createMailPort(
    {
      sql: database.sql,
      renderer,
      smtp,
      from: { name: "Shop", address: "no-reply@shop.example" },
      publicUrl: "https://flows.example",
    },
    {
      run,
      step: "offer.1",
      subject: "customer-1",
      signal: new AbortController().signal,
      note: () => undefined,
    },
  );
const message = {
  to: "Ada@example.com",
  subject: "{{ value }} off",
  body: '<mjml><mj-body><mj-section><mj-column><mj-text>Code {{ code }} <a href="https://shop.example/?c={{ code | url_encode }}&amp;x=1">Shop</a> <a href="{{ evil }}">x</a></mj-text></mj-column></mj-section></mj-body></mjml>',
  scope: { evil: "javascript:alert(1)" },
  values: { code: "A&B", value: "10%" },
  topic: "offers",
};
const rowOf = async (key: string) =>
  (await database.sql`select state, address, title, detail from message where key = ${key}`)[0];

describe("createMailPort()", () => {
  it("sends what was drawn, tracked, with a way to unsubscribe and its effect key", async () => {
    const key = `${run}/offer.1/offer`;
    const result = await mail().send(key, message);
    const parsed = await sink.accepted[0]?.parse();
    expect(sink.accepted[0]?.recipients).toEqual(["Ada@example.com"]);
    expect(result).toEqual({ kind: "sent", messageId: parsed?.messageId });
    expect(parsed?.subject).toBe("10% off");
    expect(parsed?.headers.get("x-throughline-key")).toBe(key);
    expect(parsed?.text).toContain("Code A&B");
    expect(String(parsed?.html)).not.toContain("javascript:");
    expect(await rowOf(key)).toMatchObject({ state: "sent", address: "Ada@example.com", title: "10% off" });

    const tokens = [...String(parsed?.html).matchAll(/https:\/\/flows\.example\/([cu])\/([\w-]{43})/g)].map(
      ([, kind, token]) => ({ kind, token: token ?? "" }),
    );
    expect(tokens.map(({ kind }) => kind)).toEqual(["c", "u"]);
    expect(sink.accepted[0]?.raw.replaceAll("\r\n ", " ")).toContain(
      `List-Unsubscribe: <https://flows.example/u/${tokens[1]?.token}>`,
    );
    const links =
      await database.sql`select kind, url, step, subject from mail_link where key = ${key} and token_hash in ${database.sql(tokens.map(({ token }) => createHash("sha256").update(token).digest()))} order by kind`;
    expect([...links]).toEqual([
      { kind: "link", url: "https://shop.example/?c=A%26B&x=1", step: "offer.1", subject: "customer-1" },
      { kind: "unsubscribe", url: null, step: "offer.1", subject: "customer-1" },
    ]);
  });

  it("keeps its Message-ID over every try", async () => {
    const first = await mail().send(`${run}/offer.2/offer`, message);
    const again = await mail().send(`${run}/offer.2/offer`, message);
    expect(again).toEqual(first);
  });

  it("sends nothing to an address that unsubscribed, however it is written", async () => {
    await database.sql`insert into suppression (address, reason) values ('gone@example.com', 'unsubscribed')`;
    const result = await mail().send(`${run}/offer.3/offer`, { ...message, to: "Gone@Example.com" });
    expect(result).toEqual({ kind: "suppressed", reason: "unsubscribed" });
    expect(sink.accepted).toHaveLength(0);
    expect(await rowOf(`${run}/offer.3/offer`)).toMatchObject({ state: "suppressed" });
  });

  it("notes a message of unknown outcome as that, and a refused one as failed", async () => {
    sink.manners.unshift("close-after-dot");
    await expect(mail().send(`${run}/offer.4/offer`, message)).rejects.toMatchObject({ name: "UnsureError" });
    expect(await rowOf(`${run}/offer.4/offer`)).toMatchObject({ state: "unsure" });
    sink.manners.unshift("552-after-data");
    await expect(mail().send(`${run}/offer.5/offer`, message)).rejects.toMatchObject({
      code: "mail-refused",
    });
    expect(await rowOf(`${run}/offer.5/offer`)).toMatchObject({
      state: "failed",
      detail: expect.stringContaining("552") as string,
    });
  });

  it("sends no more to a mailbox that the mail server does not know, not even what is transactional", async () => {
    const to = "Nobody@example.com";
    sink.manners.unshift("550-rcpt");
    await expect(mail().send(`${run}/bounce.1/mail`, { ...message, to })).rejects.toMatchObject({
      code: "mail-refused",
      message: expect.stringContaining("no such mailbox") as string,
    });
    expect(await mail().send(`${run}/bounce.2/mail`, { ...message, to, topic: "transactional" })).toEqual({
      kind: "suppressed",
      reason: "bounced",
    });
    expect(await database.sql`select run from suppression where address = 'nobody@example.com'`).toEqual([
      { run },
    ]);
    expect(sink.accepted).toHaveLength(0);
  });

  it("puts the way to unsubscribe where the text wants it", async () => {
    await mail().send(`${run}/offer.6/offer`, {
      ...message,
      body: '<mjml><mj-body><mj-section><mj-column><mj-text><a href="{{ unsubscribeUrl }}">No more</a></mj-text></mj-column></mj-section></mj-body></mjml>',
    });
    const html = String((await sink.accepted[0]?.parse())?.html);
    expect(html).toMatch(/<a href="https:\/\/flows\.example\/u\/[\w-]{43}">No more<\/a>/);
    expect(html).not.toContain("Unsubscribe");
  });

  it("does not send to what is not one address", async () => {
    await expect(
      mail().send(`${run}/offer.7/offer`, { ...message, to: "a@example.com, b@example.com" }),
    ).rejects.toMatchObject({ code: "bad-address" });
  });

  describe("by what a mail is about", () => {
    const to = (name: string) => `${name}@example.com`;
    const about = (topic: string, name: string) =>
      mail().send(`${run}/${topic}.${name}/mail`, { ...message, topic, to: to(name) });

    it("a transactional one reaches who unsubscribed, without a way to, and no address that bounced", async () => {
      await database.sql`insert into suppression (address, reason) values
        (${to("left")}, 'unsubscribed'), (${to("dead")}, 'bounced'), (${to("angry")}, 'complained')`;
      expect(await about("transactional", "left")).toMatchObject({ kind: "sent" });
      expect(sink.accepted[0]?.raw).not.toMatch(/unsubscribe/i);
      expect(await about("transactional", "dead")).toEqual({ kind: "suppressed", reason: "bounced" });
      expect(await about("transactional", "angry")).toEqual({ kind: "suppressed", reason: "complained" });
      expect(await about("news", "left")).toEqual({ kind: "suppressed", reason: "unsubscribed" });
      expect(sink.accepted).toHaveLength(1);
      expect(await rowOf(`${run}/news.left/mail`)).toMatchObject({ state: "suppressed" });
    });

    it("who left one topic gets the others, and one that must be asked for reaches who asked", async () => {
      await database.sql`insert into topic (key, title, opt) values ('parties', 'Parties', 'in')`;
      await database.sql`insert into subscription (address, topic, state, source) values
        (${to("some")}, 'news', 'out', 'test'), (${to("some")}, 'parties', 'in', 'test')`;
      expect(await about("news", "SOME")).toEqual({ kind: "suppressed", reason: "unsubscribed" });
      expect(await about("offers", "some")).toMatchObject({ kind: "sent" });
      expect(await about("parties", "some")).toMatchObject({ kind: "sent" });
      expect(await about("parties", "other")).toEqual({ kind: "suppressed", reason: "not-subscribed" });
      await expect(about("nwes", "other")).rejects.toMatchObject({
        code: "unknown-topic",
        message: expect.stringContaining('about "nwes"') as string,
      });
    });

    it("copies go only to who wants them, under the sender that the node names", async () => {
      await mail().send(`${run}/copies.1/mail`, {
        ...message,
        to: to("first"),
        cc: `${to("some-one")}, ${to("dead")}`,
        bcc: to("hidden"),
        from: "Ünser Shop <shop@example.com>",
        replyTo: to("help"),
      });
      expect(sink.accepted.map(({ recipients }) => recipients)).toEqual([
        [to("first")],
        [to("some-one"), to("hidden")],
      ]);
      const parsed = await sink.accepted[0]?.parse();
      expect(parsed?.from?.value).toEqual([{ name: "Ünser Shop", address: "shop@example.com" }]);
      expect(parsed?.replyTo?.text).toBe(to("help"));
      const [row] =
        await database.sql`select topic, cc, bcc from message where key = ${`${run}/copies.1/mail`}`;
      expect(row).toEqual({ topic: "offers", cc: [to("some-one")], bcc: [to("hidden")] });
    });

    it.each([
      ["cc", "a@example.com\r\nBcc: eve@example.com", "Copy to"],
      ["bcc", "nobody", "Blind copy to"],
      ["from", "Shop\nX-Spam: no <a@example.com>", "From"],
      ["replyTo", "a@example.com, b@example.com", "Reply to"],
    ])("a %s that is none parks with the name of its field", async (field, text, name) => {
      await expect(
        mail().send(`${run}/bad-${field}.1/mail`, { ...message, to: to("first"), [field]: text }),
      ).rejects.toMatchObject({ code: "bad-address", message: expect.stringContaining(name) as string });
      expect(sink.accepted).toHaveLength(0);
    });
  });
});
