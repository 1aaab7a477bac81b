import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSmtpSink } from "./testing/smtp-sink.ts";
import type { SmtpSink } from "./testing/smtp-sink.ts";
import { createSmtp, isGone } from "./smtp.ts";
import type { Smtp, SmtpMessage } from "./smtp.ts";

let sink: SmtpSink;
let smtp: Smtp;
beforeEach(async () => {
  sink = await startSmtpSink();
  smtp = createSmtp({ url: sink.url, limitMs: 1500 });
});
afterEach(async () => {
  smtp.close();
  await sink.close();
});

const message: SmtpMessage = {
  from: { name: "Shop, Ltd", address: "no-reply@shop.example" },
  to: { name: "", address: "ada@example.com" },
  cc: [],
  bcc: [],
  replyTo: null,
  subject: "Grüße ✓",
  html: `<p>Hello</p>${"<p>line of a long message</p>".repeat(3000)}`,
  text: "Hello",
  messageId: "<abc@shop.example>",
  headers: {
    "List-Unsubscribe": "<https://shop.example/u/x>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "X-Throughline-Key": "a/b.1/mail",
  },
};

describe("createSmtp()", () => {
  it("hands over exactly this message to exactly this address", async () => {
    await smtp.send(message);
    const [mail] = sink.accepted;
    expect(mail?.recipients).toEqual(["ada@example.com"]);
    const parsed = await mail?.parse();
    expect(parsed).toMatchObject({ subject: "Grüße ✓", messageId: "<abc@shop.example>" });
    expect(parsed?.from?.value).toEqual([{ name: "Shop, Ltd", address: "no-reply@shop.example" }]);
    expect(mail?.raw).toContain("List-Unsubscribe: <https://shop.example/u/x>");
    expect(mail?.raw).toContain("X-Throughline-Key: a/b.1/mail");
  });

  it("names copies and where answers go, and hides blind copies", async () => {
    const address = (name: string) => ({ name: "", address: `${name}@example.com` });
    await smtp.send({
      ...message,
      cc: [address("bo"), address("Ada")],
      bcc: [address("cy")],
      replyTo: { name: "Help\r\nBcc: eve@example.com", address: "help@shop.example" },
    });
    expect(sink.accepted.map(({ recipients }) => recipients)).toEqual([
      ["ada@example.com"],
      ["bo@example.com", "cy@example.com"],
    ]);
    const parsed = await sink.accepted[0]?.parse();
    expect(parsed?.replyTo?.value).toMatchObject([{ address: "help@shop.example" }]);
    expect([parsed?.cc, parsed?.bcc].flat().map((list) => list?.text)).toEqual([
      "bo@example.com, Ada@example.com",
      undefined,
    ]);
    const [head = ""] = sink.accepted[0]?.raw.split("\r\n\r\n") ?? [];
    expect(head).not.toMatch(/cy@example|^Bcc:/im);
  });

  it("does not write to the addressee again because of a copy", async () => {
    sink.manners.unshift("accept", "550-rcpt");
    const copies = await smtp.send({ ...message, cc: [{ name: "", address: "bo@example.com" }] });
    expect(copies).toMatch(/550/);
    expect(sink.accepted.map(({ recipients }) => recipients)).toEqual([["ada@example.com"]]);
  });

  it("writes to letters outside ASCII where the server takes them, and says so where it does not", async () => {
    const abroad = { ...message, to: { name: "", address: "üser@xn--bcher-kva.example" } };
    await expect(smtp.send(abroad)).rejects.toMatchObject({
      code: "address-not-taken",
      retryable: false,
      message: expect.stringContaining("SMTPUTF8") as string,
    });
    sink.offers.push("SMTPUTF8");
    const fresh = createSmtp({ url: sink.url, limitMs: 1500 });
    await fresh.send(abroad);
    fresh.close();
    expect(sink.accepted[0]?.recipients).toEqual(["üser@bücher.example"]);
    expect((await sink.accepted[0]?.parse())?.to).toMatchObject({
      value: [{ address: expect.stringMatching(/^üser@/) as string }],
    });
  });

  it.each([
    ["421-greeting", "mail-later"],
    ["450-rcpt", "mail-later"],
    ["451-after-data", "mail-later"],
    ["close-before-data", "mail-later"],
  ] as const)("may send again after %s, and then does", async (manners, code) => {
    sink.manners.unshift(manners);
    await expect(smtp.send(message)).rejects.toMatchObject({ name: "StepError", code, retryable: true });
    expect(sink.accepted).toHaveLength(0);
    await smtp.send(message);
    expect(sink.accepted).toHaveLength(1);
  });

  it.each(["550-rcpt", "552-after-data"] as const)("never sends again after %s", async (manners) => {
    sink.manners.unshift(manners);
    await expect(smtp.send(message)).rejects.toMatchObject({
      name: "StepError",
      code: "mail-refused",
      retryable: false,
    });
  });

  it.each(["close-after-dot", "silent-after-dot"] as const)(
    "does not know what %s means, and says so",
    async (manners) => {
      sink.manners.unshift(manners);
      await expect(smtp.send(message)).rejects.toMatchObject({ name: "UnsureError", code: "mail-unsure" });
      expect([sink.orphaned.length, sink.accepted.length]).toEqual([1, 0]);
    },
  );

  it("does not know either when the connection breaks while a large message is under way", async () => {
    sink.manners.unshift("close-in-data");
    const error: unknown = await smtp
      .send({ ...message, html: "x ".repeat(4_000_000) })
      .catch((reason: unknown) => reason);
    expect((error as { code: string }).code).toMatch(/^mail-(later|unsure)$/);
  });

  it("may send again when nobody listens", async () => {
    const { port } = sink;
    await sink.close();
    const lonely = createSmtp({ url: `smtp://127.0.0.1:${port}`, limitMs: 1500 });
    await expect(lonely.send(message)).rejects.toMatchObject({ code: "mail-later", retryable: true });
    lonely.close();
    sink = await startSmtpSink();
  });
});

it.each([
  ["RCPT TO", 550, "550 5.1.1 no such user", true],
  ["RCPT TO", 550, "550 no such user", true],
  ["RCPT TO", 553, "553 mailbox name not allowed", true],
  ["RCPT TO", 550, "550 5.2.1 mailbox disabled", true],
  ["RCPT TO", 552, "552 5.2.2 mailbox full", false],
  ["RCPT TO", 550, "550 5.7.1 blocked", false],
  ["RCPT TO", 550, "550 relaying denied", false],
  ["RCPT TO", 554, "554 no", false],
  ["MAIL FROM", 550, "550 5.1.1 sender", false],
  ["DATA", 550, "550 no such user", false],
])("%s answered by %i “%s”: a mailbox that is gone? %s", (command, code, said, gone) =>
  expect(isGone(command, code, said)).toBe(gone),
);
