import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startMail } from "./mail.ts";
import type { MailInbox, MailMessage } from "./mail.ts";
import { openMailShelf } from "./mail-shelf.ts";

let inbox: MailInbox | undefined;
let folder: string | undefined;
afterEach(async () => {
  await inbox?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
  inbox = undefined;
  folder = undefined;
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

  it("still has its mails after a restart, newest first, until it is emptied", async () => {
    folder = await mkdtemp(join(tmpdir(), "mail-"));
    inbox = await startMail({ folder });
    await sendMail(inbox.smtpUrl, ["Subject: one", "", "text"]);
    await sendMail(inbox.smtpUrl, ["Subject: two", "", "text"]);
    await inbox.stop();
    await writeFile(join(folder, "000000000000001-00.json"), "half a mai");
    inbox = await startMail({ folder });
    expect(inbox.messages().map(({ subject, to }) => [subject, to])).toEqual([
      ["two", ["ada@example.test"]],
      ["one", ["ada@example.test"]],
    ]);
    inbox.clear();
    await inbox.stop();
    inbox = await startMail({ folder });
    expect(inbox.messages()).toEqual([]);
  });

  it("is emptied by DELETE", async () => {
    inbox = await startMail();
    await sendMail(inbox.smtpUrl, ["Subject: one", "", "text"]);
    expect((await fetch(`${inbox.url}/api/messages`, { method: "DELETE" })).status).toBe(204);
    expect(inbox.messages()).toEqual([]);
  });
});

describe("openMailShelf()", () => {
  it("keeps the newest only, in memory and on disk", async () => {
    folder = await mkdtemp(join(tmpdir(), "mail-"));
    const shelf = openMailShelf(folder, 2);
    for (const id of ["a1", "a2", "a3"]) shelf.keep(mail(id));
    expect(shelf.messages().map(({ id }) => id)).toEqual(["a3", "a2"]);
    expect(await readdir(folder)).toHaveLength(2);
    expect(
      openMailShelf(folder, 1)
        .messages()
        .map(({ id }) => id),
    ).toEqual(["a3"]);
    expect(await readdir(folder)).toHaveLength(1);
  });
});

const mail = (id: string): MailMessage => ({
  id,
  receivedAt: new Date(Date.UTC(2026, 0, Number(id.slice(1)))).toISOString(),
  from: "",
  to: [],
  subject: id,
  messageId: "",
  text: "",
  html: "",
  headers: {},
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
