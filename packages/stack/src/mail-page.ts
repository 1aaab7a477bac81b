// What the mail inbox answers over HTTP: a page for people, a small list for programs.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { MailMessage } from "./mail.ts";

/** What the page shows and may empty. */
export interface MailShelf {
  messages(): readonly MailMessage[];
  clear(): void;
}

const STYLE = `
:root { color-scheme: light dark; --line: #8883; --quiet: #8889; --accent: #3b6ef6; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; grid-template: auto 1fr / minmax(16rem, 24rem) 1fr; height: 100vh; }
header { grid-column: 1 / -1; display: flex; gap: 1rem; align-items: baseline; padding: .75rem 1rem; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.05rem; margin: 0; } header p { margin: 0; color: GrayText; flex: 1; }
button { font: inherit; padding: .2rem .75rem; border: 1px solid var(--line); border-radius: .4rem; background: none; color: inherit; cursor: pointer; }
nav { overflow: auto; border-right: 1px solid var(--line); }
nav a { display: block; padding: .6rem 1rem; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line); }
nav a:hover, nav a[aria-current] { background: color-mix(in srgb, var(--accent) 12%, transparent); }
nav b, nav span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } nav span { color: GrayText; font-size: .85rem; }
main { display: flex; flex-direction: column; min-width: 0; } main > p { margin: auto; color: GrayText; padding: 2rem; text-align: center; }
dl { margin: 0; padding: .75rem 1rem; display: grid; grid-template-columns: auto 1fr; gap: .1rem 1rem; border-bottom: 1px solid var(--line); }
dt { color: GrayText; } dd { margin: 0; overflow-wrap: anywhere; }
iframe { flex: 1; border: 0; background: white; }`;

const SCRIPT = `document.querySelector("form")?.addEventListener("submit", async (event) => {
  event.preventDefault(); await fetch("/api/messages", { method: "DELETE" }); location.href = "/";
});
const shown = document.querySelector("nav").dataset.newest;
setInterval(async () => {
  const { messages } = await (await fetch("/api/messages")).json();
  if ((messages[0]?.id ?? "") !== shown) location.reload();
}, 3000);`;

const sha = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const PAGE_POLICY = `default-src 'none'; style-src ${sha(STYLE)}; script-src ${sha(SCRIPT)}; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;

// A mail is a stranger's page: no script, no form, no origin; links open in a new tab.
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; base-uri 'none'; frame-ancestors 'self'";

/** Any will do: only paths and queries are read. */
const ORIGIN = "http://inbox";

/** Answers one request to the inbox. */
export function answerMailRequest(
  request: IncomingMessage,
  response: ServerResponse,
  shelf: MailShelf,
): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cache-control", "no-store");
  if (!isLocal(request))
    return send(response, 403, { type: "text/plain", body: "this inbox answers on 127.0.0.1 only\n" });
  const target = request.url ?? "/";
  // Any page of any site can ask for "//", which is no address: an error here would end the whole stack.
  if (!URL.canParse(target, ORIGIN))
    return send(response, 400, { type: "text/plain", body: "this is no address\n" });
  const url = new URL(target, ORIGIN);
  const [room, noun, id] = url.pathname.split("/").slice(1);
  const found = shelf.messages().find((message) => message.id === id);
  if (room === "api" && noun === "messages") return answerApi(request, response, shelf, { id, found });
  if (request.method !== "GET") return send(response, 405, { type: "text/plain", body: "GET only\n" });
  if (room === "mail" && noun === "body" && found !== undefined) {
    return send(response, 200, { type: "text/html", body: bodyOf(found), policy: MAIL_POLICY });
  }
  if (url.pathname !== "/") return send(response, 404, { type: "text/plain", body: "not here\n" });
  const body = page(shelf.messages(), url.searchParams.get("mail"));
  send(response, 200, { type: "text/html", body, policy: PAGE_POLICY });
}

/** A page elsewhere could point its own name at 127.0.0.1 and read the mails: only our own names are answered. */
function isLocal(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? "");
}

function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  shelf: MailShelf,
  asked: { readonly id: string | undefined; readonly found: MailMessage | undefined },
): void {
  if (request.method === "DELETE" && asked.id === undefined) {
    shelf.clear();
    response.writeHead(204).end();
    return;
  }
  if (request.method !== "GET") return send(response, 405, { type: "text/plain", body: "GET or DELETE\n" });
  if (asked.id === undefined) return sendJson(response, 200, { messages: shelf.messages() });
  if (asked.found === undefined) {
    return sendJson(response, 404, { title: `Cannot find mail "${asked.id}": it is not kept here` });
  }
  sendJson(response, 200, asked.found);
}

function page(messages: readonly MailMessage[], wanted: string | null): string {
  const shown = messages.find((message) => message.id === wanted) ?? messages[0];
  const list = messages.map((message) => entry(message, message === shown)).join("");
  const count = messages.length === 1 ? "1 mail" : `${messages.length} mails`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mail · Throughline</title><style>${STYLE}</style></head><body>
<header><h1>Mail</h1><p>${count}, kept here and sent to nobody</p><form><button>Empty</button></form></header>
<nav aria-label="Mails" data-newest="${escapeHtml(messages[0]?.id ?? "")}">${list}</nav>
<main>${shown === undefined ? "<p>No mail yet. What a journey sends appears here.</p>" : reading(shown)}</main>
<script>${SCRIPT}</script></body></html>`;
}

function entry(message: MailMessage, isShown: boolean): string {
  const subject = message.subject === "" ? "(no subject)" : message.subject;
  return `<a href="/?mail=${message.id}"${isShown ? ' aria-current="true"' : ""}><b>${escapeHtml(subject)}</b><span>${escapeHtml(message.to.join(", "))}</span><span>${message.receivedAt.replace("T", " ").slice(0, 19)} UTC</span></a>`;
}

function reading(message: MailMessage): string {
  const rows: [string, string][] = [
    ["From", message.from],
    ["To", message.to.join(", ")],
    ["Subject", message.subject],
    ["Message-ID", message.messageId],
  ];
  const unsubscribe = message.headers["list-unsubscribe"];
  if (unsubscribe !== undefined) rows.push(["Unsubscribe", unsubscribe]);
  const head = rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join("");
  return `<dl>${head}</dl><iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mail/body/${message.id}"></iframe>`;
}

function bodyOf(message: MailMessage): string {
  const links = '<base target="_blank">';
  return message.html === ""
    ? `<!doctype html><meta charset="utf-8">${links}<pre style="white-space:pre-wrap;font:15px/1.5 system-ui">${escapeHtml(message.text)}</pre>`
    : withLinks(message.html, links);
}

/** Inside the head when there is one: before the doctype it would change how the mail is laid out. */
function withLinks(html: string, links: string): string {
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + links) : links + html;
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (mark) => names[mark] ?? mark);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, { type: "application/json", body: JSON.stringify(value) });
}

function send(
  response: ServerResponse,
  status: number,
  content: { readonly type: string; readonly body: string; readonly policy?: string },
): void {
  response.writeHead(status, {
    "content-type": `${content.type}; charset=utf-8`,
    "content-security-policy": content.policy ?? "default-src 'none'; frame-ancestors 'none'",
  });
  response.end(content.body);
}
