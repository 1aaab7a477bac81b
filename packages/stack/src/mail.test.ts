import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startMail } from "./mail.ts";
import type { MailInbox } from "./mail.ts";

let inbox: MailInbox | undefined;
afterEach(async () => {
  await inbox?.stop();
  inbox = undefined;
});

describe("startMail()", () => {
  it("keeps a mail with its recipients, subject, Message-ID and body, and shows it on the page", async () => {
    inbox = await startMail();
    await sendMail(inbox.smtpUrl, [
      "From: Shop <shop@example.test>",
      "To: ada@example.test",
      "Subject: =?utf-8?Q?Your_cart_=E2=9C=93?=",
      "Message-ID: <run-1/send.1@example.test>",
      "List-Unsubscribe: <http://127.0.0.1/unsubscribe>",
      "Content-Type: text/html; charset=utf-8",
      "",
      "<p>Hello</p>",
    ]);
    const list = (await (await fetch(`${inbox.url}/api/messages`)).json()) as { messages: { id: string }[] };
    expect(list.messages[0]).toMatchObject({
      to: ["ada@example.test"],
      subject: "Your cart ✓",
      messageId: "run-1/send.1@example.test",
      headers: { "list-unsubscribe": "<http://127.0.0.1/unsubscribe>" },
    });
    const id = list.messages[0]?.id;
    expect(await (await fetch(`${inbox.url}/api/messages/${id}`)).json()).toMatchObject({ id });
    expect(await (await fetch(inbox.url)).text()).toContain(`/mail/body/${id}`);
  });

  it("escapes what a mail says and gives its body a page that can run nothing", async () => {
    inbox = await startMail();
    await sendMail(inbox.smtpUrl, [
      "Subject: <script>alert(1)</script>",
      "Content-Type: text/html",
      "",
      "<script>alert(2)</script>",
    ]);
    expect(await (await fetch(inbox.url)).text()).not.toContain("<script>alert");
    const body = await fetch(`${inbox.url}/mail/body/${inbox.messages()[0]?.id}`);
    expect(body.headers.get("content-security-policy")).toMatch(/^sandbox(?!.*allow-scripts)/);
  });

  it("refuses what is no address, asks for its own name first, and lives on", async () => {
    inbox = await startMail();
    expect(await statusOf(inbox.url, "GET // HTTP/1.1\r\nHost: 127.0.0.1")).toBe(400);
    expect(await statusOf(inbox.url, "GET // HTTP/1.1\r\nHost: evil.example")).toBe(403);
    expect(await statusOf(inbox.url, "GET / HTTP/1.1\r\nHost: evil.example")).toBe(403);
    expect((await fetch(inbox.url)).status).toBe(200);
  });

  it("is emptied by DELETE", async () => {
    inbox = await startMail();
    await sendMail(inbox.smtpUrl, ["Subject: one", "", "text"]);
    expect((await fetch(`${inbox.url}/api/messages`, { method: "DELETE" })).status).toBe(204);
    expect(inbox.messages()).toEqual([]);
  });
});

/** Speaks SMTP line by line, answering each reply with the next command. */
function sendMail(smtpUrl: string, lines: readonly string[]): Promise<void> {
  const commands = [
    "EHLO test",
    "MAIL FROM:<shop@example.test>",
    "RCPT TO:<ada@example.test>",
    "DATA",
    [...lines, "."].join("\r\n"),
    "QUIT",
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(smtpUrl).port), "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
      if (!/^\d{3} .*\r\n$/m.test(received)) return;
      received = "";
      const next = commands.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
    });
    socket.once("error", reject);
    socket.once("close", resolve);
  });
}

/** The status of a request that is written as it is; fetch would correct it. */
function statusOf(url: string, head: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () =>
      socket.write(`${head}\r\nConnection: close\r\n\r\n`),
    );
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1])));
  });
}
