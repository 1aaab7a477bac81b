// Links of a message become links of ours, which record the click and lead on.
import { createHash, randomBytes } from "node:crypto";
import { escapeHtml, unescapeHtml } from "./html-text.ts";

interface TrackedLink {
  /** Random, 256 bits; only its sha-256 is stored. */
  readonly tokenHash: Buffer;
  readonly kind: "link" | "unsubscribe";
  readonly url: string | null;
  readonly label: string | null;
}

export interface TrackedHtml {
  readonly html: string;
  /** Null: the mail carries no such link. */
  readonly unsubscribeUrl: string | null;
  readonly links: readonly TrackedLink[];
}

/** Stands in a body where the address to unsubscribe belongs: `<a href="{{ unsubscribeUrl }}">`. */
export const UNSUBSCRIBE_PLACEHOLDER = "https://unsubscribe.invalid/";

/**
 * Rewrites the links of a message. One that `canLeave` gets the link to unsubscribe, in the text if it is not there yet;
 * another only has it where its text wants it.
 */
export function trackLinks(html: string, publicUrl: string, canLeave: boolean): TrackedHtml {
  const links: TrackedLink[] = [];
  const add = (kind: TrackedLink["kind"], url: string | null): string => {
    const token = randomBytes(32).toString("base64url");
    const label = url === null ? null : toLabel(url);
    links.push({ tokenHash: createHash("sha256").update(token).digest(), kind, url, label });
    return token;
  };
  const isThere = html.includes(UNSUBSCRIBE_PLACEHOLDER);
  const unsubscribeUrl = canLeave || isThere ? `${publicUrl}/u/${add("unsubscribe", null)}` : null;
  const leadTo = (url: string): string => `${publicUrl}/c/${add("link", url)}`;
  return { html: rewriteLinks(html, leadTo, unsubscribeUrl), unsubscribeUrl, links };
}

/** What follows `/u/` in a mail that is only a test: a page that says so. */
export const TEST_TOKEN = "test";

/** The same message with links as they are drawn, and a link to unsubscribe that unsubscribes nobody. */
export function showLinks(html: string, publicUrl: string, canLeave: boolean): string {
  const isThere = html.includes(UNSUBSCRIBE_PLACEHOLDER);
  return rewriteLinks(html, (url) => url, canLeave || isThere ? `${publicUrl}/u/${TEST_TOKEN}` : null);
}

function rewriteLinks(html: string, leadTo: (url: string) => string, unsubscribeUrl: string | null): string {
  const isThere = html.includes(UNSUBSCRIBE_PLACEHOLDER);
  const rewritten = html.replace(
    /(<a\b[^<>]{0,2000}?\bhref\s{0,9}=\s{0,9})("[^"]*"|'[^']*'|[^\s"'<>]+)/gi,
    (_all, before: string, value: string) => {
      const text = /^["']/.test(value) ? value.slice(1, -1) : value;
      return `${before}"${escapeHtml(toHref(unescapeHtml(text).trim()))}"`;
    },
  );
  return isThere || unsubscribeUrl === null ? rewritten : withFooter(rewritten, unsubscribeUrl);

  function toHref(url: string): string {
    if (url === UNSUBSCRIBE_PLACEHOLDER) return unsubscribeUrl ?? "#";
    if (/^https?:\/\//i.test(url) && URL.canParse(url)) return leadTo(url);
    // Script and data addresses have no business in a mail.
    return /^(mailto:|tel:|#)/i.test(url) ? url : "#";
  }
}

function withFooter(html: string, unsubscribeUrl: string): string {
  const footer = `<p style="text-align:center;font-size:12px;color:#6b7280"><a href="${escapeHtml(unsubscribeUrl)}" style="color:#6b7280">Unsubscribe</a></p>`;
  const end = html.toLowerCase().lastIndexOf("</body>");
  return end < 0 ? html + footer : html.slice(0, end) + footer + html.slice(end);
}

/** Where a link leads, short, without what may be personal in its query. */
function toLabel(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`.slice(0, 200);
}
