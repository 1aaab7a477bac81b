import { z } from "zod";
import { defineNode } from "../define-node.ts";
import {
  capField,
  mailFields,
  mailRetry,
  sendOrSuppress,
  toCap,
  toMessage,
  whyNotSent,
} from "../mail-fields.ts";

/** Sends one e-mail. */
export const sendEmail = defineNode({
  type: "send-email",
  version: 1,
  title: "Send e-mail",
  description: "Sends one e-mail, unless the reader wants none about its topic or the limit is used up.",
  icon: "mail",
  category: "messages",
  mayBeUnsure: true,
  ports: ["sent", "suppressed"],
  portTitles: { suppressed: "not sent" },
  retry: mailRetry,
  timeout: "PT1M",
  config: z.object({ ...mailFields("news"), capPerSubject: capField }),
  output: z.object({ messageId: z.string().optional(), reason: z.string().optional() }),
  sample: {
    config: {
      to: { $cel: "profile.email" },
      subject: "Thank you, {{ profile.firstName | default: 'friend' }}",
      body: "Your order is on its way.",
    },
    output: { messageId: "<1c3f@throughline.local>" },
  },
  docs: "Every time a link is followed an `email.clicked` event tells; `event.data.looksAutomatic == false` leaves out programs that open links before the reader does. A message about a topic can be unsubscribed from (`message.unsubscribed`); one that is `transactional` carries no such link and also reaches who unsubscribed, but no address that bounced or complained. `reason` says why a message was not sent (`cap`, `unsubscribed`, `not-subscribed`, `bounced`, `complained`). Copies are left out for whoever wants none. If the mail server breaks off at the very end, nobody can know whether the mail went out: choose whether to send it again or to ask an operator.",
  mail: async ({ config, scope }) => toMessage(config, scope),
  run: async (args) => {
    const { config, effect, ports, scope } = args;
    try {
      const sent = await effect(
        "mail",
        (key) => sendOrSuppress(ports.mail, key, toMessage(config, scope)),
        toCap("mail", config.capPerSubject, args),
      );
      return { port: "sent", output: sent };
    } catch (error) {
      return { port: "suppressed", output: { reason: whyNotSent(error) } };
    }
  },
});
