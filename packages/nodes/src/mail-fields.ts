// What the nodes that send mail have in common: the fields of a message, and the ways not to send one.
import { nodeOf } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import { z } from "zod";
import { durationToMs } from "./duration.ts";
import { field } from "./field.ts";
import { mailAddress, mailAddresses, sender } from "./fits.ts";
import { CappedError, StepError } from "./ports.ts";
import type { CapRequest, MailPort, MailMessage, RunArgs } from "./ports.ts";

/** Reaches everybody, whatever they said about topics. */
export const TRANSACTIONAL = "transactional";

/**
 * Recipients, topic, subject line and body; `names` are values that the node hands to its texts. A drawing that names no
 * topic is about `usual`, which is never `transactional`: that mail may go to whoever wants none is to be said, not assumed.
 */
export function mailFields(usual: string, names: readonly string[] = []) {
  const templateNames = [...names, "unsubscribeUrl"];
  return {
    to: field.text({
      title: "To",
      description: "One e-mail address, usually from the profile.",
      computed: true,
      rendered: "line",
      max: 320,
      fits: mailAddress,
      placeholder: "ada@example.com",
    }),
    topic: field
      .topic({
        title: "About",
        description:
          "A topic reaches who wants it and can be unsubscribed from. “transactional” reaches everybody: alerts, receipts, what somebody asked for.",
      })
      .default(usual),
    subject: field.text({
      title: "Subject line",
      template: true,
      templateNames,
      max: 300,
      placeholder: "Still thinking, {{ profile.firstName }}?",
    }),
    body: field.longText({
      title: "Message",
      description: "Plain paragraphs, or MJML that starts with <mjml>. Values go in double braces.",
      template: true,
      templateNames,
      widget: "mjml",
    }),
    cc: copies("Copy to", "Everybody sees these addresses."),
    bcc: copies("Blind copy to", "Nobody sees these addresses."),
    from: field
      .text({
        title: "From",
        description: "Empty: as the flow's settings say, or else the installation.",
        computed: true,
        rendered: "line",
        max: 320,
        mayBeEmpty: true,
        fits: sender,
        fromSender: "from",
        advanced: true,
        placeholder: "Shop <shop@example.com>",
      })
      .optional(),
    replyTo: field
      .text({
        title: "Reply to",
        description: "Where answers go. Empty: as the flow's settings say, or else to the sender.",
        computed: true,
        rendered: "line",
        max: 320,
        mayBeEmpty: true,
        fits: sender,
        fromSender: "replyTo",
        advanced: true,
        placeholder: "help@example.com",
      })
      .optional(),
  };
}

function copies(title: string, who: string) {
  return field
    .text({
      title,
      description: `Addresses with commas between them. ${who}`,
      computed: true,
      rendered: "line",
      max: 2000,
      mayBeEmpty: true,
      fits: mailAddresses,
      advanced: true,
      placeholder: "bo@example.com",
    })
    .optional();
}

/** At most so many per subject in a period; over all runs of the flow. */
export const capField = z
  .object({
    count: field.wholeNumber({ title: "At most", min: 1, max: 1000 }),
    per: field.duration({ title: "In", placeholder: "P30D" }),
  })
  .optional()
  .meta({
    title: "Limit per person",
    description: "When it is used up, the run leaves by “not sent”.",
    "x-ui": { widget: "cap" },
  });

/** How a mail step is tried again: long enough to outlast greylisting and a short outage of the mail server. */
export const mailRetry = { attempts: 10, every: "PT5S", upTo: "PT10M" };

/** The cap of one node of one flow, for the effect that sends. */
export function toCap(
  kind: string,
  cap: { readonly count: number; readonly per: string } | undefined,
  args: { readonly run: RunArgs<unknown>["run"]; readonly step: string },
): { readonly cap?: CapRequest } {
  if (cap === undefined) return {};
  const node = nodeOf(args.step);
  return {
    cap: { scope: `${kind}/${args.run.flow}/${node}`, count: cap.count, periodMs: durationToMs(cap.per) },
  };
}

/** Thrown in the effect, so that nothing is recorded as sent and a reserved cap is given back. */
class SuppressedError extends StepError {}

/** Sends inside an effect; an address that is not to be written to undoes the effect. */
export async function sendOrSuppress(
  mail: MailPort,
  key: string,
  message: MailMessage,
): Promise<{ readonly messageId: string }> {
  const result = await mail.send(key, message);
  if (result.kind === "suppressed") throw new SuppressedError("suppressed", result.reason);
  return { messageId: result.messageId };
}

/** True when the mail was held back on purpose. */
export function isDeliberate(error: unknown): boolean {
  return error instanceof CappedError || error instanceof SuppressedError;
}

/** Why a mail was deliberately not sent, or the error itself for the caller to throw. */
export function whyNotSent(error: unknown): string {
  if (error instanceof CappedError) return "cap";
  if (error instanceof SuppressedError) return error.message;
  throw error;
}

interface MailConfig {
  readonly to: string;
  readonly topic: string;
  readonly subject: string;
  readonly body: string;
  readonly cc?: string | undefined;
  readonly bcc?: string | undefined;
  readonly from?: string | undefined;
  readonly replyTo?: string | undefined;
}

/** Fields that hold more than blanks. */
function filled<Name extends string>(fields: Readonly<Record<Name, string | undefined>>) {
  return Object.fromEntries(
    Object.entries<string | undefined>(fields).filter(([, text]) => (text ?? "").trim() !== ""),
  ) as Partial<Record<Name, string>>; // its own keys
}

/** A message for the mail port from the step's arguments. */
export function toMessage(
  config: MailConfig,
  scope: JsonObject,
  values?: Readonly<Record<string, Json>>,
): MailMessage {
  return {
    to: config.to,
    topic: config.topic,
    subject: config.subject,
    body: config.body,
    ...filled({ cc: config.cc, bcc: config.bcc, from: config.from, replyTo: config.replyTo }),
    scope,
    ...(values === undefined ? {} : { values }),
  };
}
