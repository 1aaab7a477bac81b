import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { durationToMs } from "../duration.ts";
import { field } from "../field.ts";
import {
  capField,
  isDeliberate,
  mailFields,
  mailRetry,
  sendOrSuppress,
  toCap,
  toMessage,
  whyNotSent,
} from "../mail-fields.ts";
import type { RunArgs } from "../ports.ts";

const mail = mailFields("offers", ["code", "value", "expires"]);

/** Gives the subject an offer with a code and an expiry, by e-mail. */
export const sendOffer = defineNode({
  type: "send-offer",
  version: 1,
  title: "Send offer",
  description: "Records an offer with a code and an expiry, and sends it by e-mail.",
  icon: "discount-2",
  category: "messages",
  mayBeUnsure: true,
  ports: ["sent", "suppressed"],
  portTitles: { suppressed: "not sent" },
  retry: mailRetry,
  timeout: "PT1M",
  config: z.object({
    to: mail.to,
    topic: mail.topic,
    code: field.text({
      title: "Code",
      description: "What the customer enters.",
      template: true,
      max: 100,
      placeholder: "COMEBACK-{{ run.shortId }}",
    }),
    value: field.text({
      title: "Value",
      description: "What it is worth, in words.",
      template: true,
      max: 100,
      placeholder: "10%",
    }),
    validFor: field.duration({ title: "Valid for", placeholder: "P2D" }),
    subject: mail.subject,
    body: mail.body,
    cc: mail.cc,
    bcc: mail.bcc,
    from: mail.from,
    replyTo: mail.replyTo,
    capPerSubject: capField,
  }),
  output: z.object({
    code: z.string(),
    value: z.string(),
    expiresAt: z.string(),
    messageId: z.string().optional(),
    reason: z.string().optional(),
  }),
  sample: {
    config: {
      to: { $cel: "profile.email" },
      code: "COMEBACK-{{ run.shortId }}",
      value: "10%",
      validFor: "P2D",
      subject: "Still thinking, {{ profile.firstName | default: 'there' }}?",
      body: "<mjml><mj-body><mj-section><mj-column><mj-text>Here is {{ value }} off: {{ code }}, until {{ expires | date: '%d %B' }}.</mj-text></mj-column></mj-section></mj-body></mjml>",
      capPerSubject: { count: 1, per: "P30D" },
    },
    output: {
      code: "COMEBACK-K3F9",
      value: "10%",
      expiresAt: "2026-01-07T10:00:00.000Z",
      messageId: "<1c3f@throughline.local>",
    },
  },
  docs: "The text may use `code`, `value` and `expires`, an instant that `{{ expires | date: '%d %B %Y' }}` writes as a date. An offer counts against the limit only if it was sent; `reason` says why one was not (`cap`, `unsubscribed`, `not-subscribed`, `bounced`, `complained`).",
  mail: async (args) => toMessage(args.config, args.scope, toValues(await toOffer(args))),
  run: async (args) => {
    const { config, effect, ports, scope, subject } = args;
    const wanted = await toOffer(args);
    try {
      const sent = await effect(
        "offer",
        async (key) => {
          // What cannot be written is not given: no code counts as an offer that no mail can tell of.
          const { code, value, expiresAt: expires } = wanted;
          await ports.mail.rehearse(toMessage(config, scope, { code, value, expires }));
          // Recorded before it is sent: a code that reaches a customer is always one that the shop knows.
          const offer = await ports.offers.record(key, { ...wanted, subject });
          try {
            const message = toMessage(config, scope, toValues(offer));
            const { messageId } = await sendOrSuppress(ports.mail, key, message);
            return { code: offer.code, value: offer.value, expiresAt: offer.expiresAt, messageId };
          } catch (error) {
            if (isDeliberate(error)) await ports.offers.revoke(key);
            throw error;
          }
        },
        toCap("offer", config.capPerSubject, args),
      );
      return { port: "sent", output: sent };
    } catch (error) {
      return { port: "suppressed", output: { ...wanted, reason: whyNotSent(error) } };
    }
  },
});

interface Offer {
  readonly code: string;
  readonly value: string;
  readonly expiresAt: string;
}

async function toOffer({
  config,
  render,
}: {
  readonly config: { readonly code: string; readonly value: string; readonly validFor: string };
  readonly render: RunArgs<unknown>["render"];
}): Promise<Offer> {
  return {
    code: await render(config.code),
    value: await render(config.value),
    expiresAt: new Date(Date.now() + durationToMs(config.validFor)).toISOString(),
  };
}

/** What the text of the mail may use. */
function toValues({ code, value, expiresAt }: Offer): Readonly<Record<string, string>> {
  return { code, value, expires: expiresAt };
}
