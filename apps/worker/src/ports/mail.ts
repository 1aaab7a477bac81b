// The mail port: suppression, text, links, message row, SMTP.
import { createHash } from "node:crypto";
import { findSuppression, recordMessage, storeMailLinks } from "@throughline/db";
import type { Sql } from "@throughline/db";
import { UnsureError } from "@throughline/nodes";
import type { MailPort } from "@throughline/nodes";
import { htmlToText } from "html-to-text";
import { parseMailAddress } from "./mail-address.ts";
import type { MailAddress } from "./mail-address.ts";
import { trackLinks, UNSUBSCRIBE_PLACEHOLDER } from "./mail-links.ts";
import type { Renderer } from "./render.ts";
import type { Smtp, SmtpMessage } from "./smtp.ts";
import type { StepContext } from "./step-context.ts";

export interface MailDeps {
  readonly sql: Sql;
  readonly renderer: Renderer;
  readonly smtp: Smtp;
  readonly from: MailAddress;
  /** Where tracked links lead, without a slash at the end. */
  readonly publicUrl: string;
}

/** Creates the mail port of one step. */
export function createMailPort(deps: MailDeps, context: StepContext): MailPort {
  const { sql, renderer, smtp, from, publicUrl } = deps;
  return {
    send: async (key, message) => {
      const to = parseMailAddress(message.to);
      const scope = { ...message.scope, ...message.values, unsubscribeUrl: UNSUBSCRIBE_PLACEHOLDER };
      const { subject, html } = await renderer.renderMail({
        subject: message.subject,
        body: message.body,
        scope,
      });
      const tracked = trackLinks(html, publicUrl);
      const record = (state: "sent" | "unsure" | "suppressed" | "failed", detail: string | null) =>
        recordMessage(sql, {
          key,
          run: context.run,
          step: context.step,
          subject: context.subject,
          address: to.address,
          title: subject,
          html: tracked.html,
          state,
          detail,
        });
      const reason = await findSuppression(sql, to.address);
      if (reason !== null) {
        await record("suppressed", reason);
        return { kind: "suppressed", reason };
      }
      await storeMailLinks(
        sql,
        { key, run: context.run, step: context.step, subject: context.subject, address: to.address },
        tracked.links,
      );
      const messageId = toMessageId(key, publicUrl);
      context.signal.throwIfAborted();
      try {
        await smtp.send({
          from,
          to,
          subject,
          html: tracked.html,
          text: toText(tracked.html),
          messageId,
          headers: toHeaders(key, tracked.unsubscribeUrl),
        });
      } catch (error) {
        const detail = error instanceof Error ? error.message.slice(0, 1000) : null;
        await record(error instanceof UnsureError ? "unsure" : "failed", detail);
        throw error;
      }
      await record("sent", null);
      return { kind: "sent", messageId };
    },
  };
}

/** The same for every try of an effect, so that a mailbox can fold repeats. */
function toMessageId(key: string, publicUrl: string): string {
  return `<${createHash("sha256").update(key).digest("hex").slice(0, 40)}@${new URL(publicUrl).hostname}>`;
}

function toHeaders(key: string, unsubscribeUrl: string): SmtpMessage["headers"] {
  return {
    "X-Throughline-Key": key,
    "Auto-Submitted": "auto-generated",
    "List-Unsubscribe": `<${unsubscribeUrl}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}

function toText(html: string): string {
  return htmlToText(html, {
    wordwrap: 78,
    limits: { maxInputLength: 1_000_000 },
    selectors: [
      { selector: "img", format: "skip" },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    ],
  });
}
