// From what a step wants to say to a message: who it goes to, and its text. The worker sends it, the API shows it beforehand.
import { TRANSACTIONAL } from "@throughline/nodes";
import type { MailMessage } from "@throughline/nodes";
import { parseMailAddress, parseMailAddresses, parseNamedAddress } from "./mail-address.ts";
import type { MailAddress } from "./mail-address.ts";
import { UNSUBSCRIBE_PLACEHOLDER } from "./mail-links.ts";
import type { Renderer } from "./render.ts";

/** Whom a message is from and whom it goes to. */
export interface Envelope {
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly replyTo: MailAddress | null;
  /** Null: transactional, it reaches everybody. */
  readonly topic: string | null;
}

/** Reads the addresses of a message; `usual` is the installation's own sender. Throws StepError `bad-address`. */
export function readEnvelope(message: MailMessage, usual: MailAddress): Envelope {
  return {
    to: parseMailAddress(message.to),
    from: message.from === undefined ? usual : parseNamedAddress(message.from, "From"),
    replyTo: message.replyTo === undefined ? null : parseNamedAddress(message.replyTo, "Reply to"),
    cc: parseMailAddresses(message.cc, "Copy to"),
    bcc: parseMailAddresses(message.bcc, "Blind copy to"),
    topic: message.topic === TRANSACTIONAL ? null : message.topic,
  };
}

/** Renders subject line and HTML; the link to unsubscribe is a placeholder still. Throws as the renderer does. */
export function writeMail(
  renderer: Renderer,
  { subject, body, scope, values }: MailMessage,
): ReturnType<Renderer["renderMail"]> {
  const all = { ...scope, ...values, unsubscribeUrl: UNSUBSCRIBE_PLACEHOLDER };
  return renderer.renderMail({ subject, body, scope: all });
}
