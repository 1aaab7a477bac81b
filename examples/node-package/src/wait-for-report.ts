import { defineNode, field } from "@throughline/nodes";
import { z } from "zod";

/**
 * Waits for the report of one message. Which events these are and where they say the message is fixed; the analyst says
 * which message is meant, and until when: the node's config is laid over the preset at every depth.
 */
export const waitForReport = defineNode({
  type: "wait-for-report",
  version: 1,
  title: "Wait for the report of a message",
  description: "Waits until the gateway reports what became of a message, or time is up.",
  icon: "messages",
  category: "waits",
  instruction: "wait",
  preset: {
    events: [
      { type: "sms.delivered", port: "delivered" },
      { type: "sms.failed", port: "undelivered" },
    ],
    correlate: { event: { $cel: "event.data.message" } },
  },
  config: z.object({
    correlate: z
      .object({ run: field.expression({ title: "Message", placeholder: "steps.send_sms.message" }) })
      .meta({ title: "Which message" }),
    timeout: field.duration({ title: "Give up" }).default("P1D"),
  }),
  portTitles: { undelivered: "not delivered", timeout: "time is up" },
  output: z.object({ port: z.string() }),
  sample: {
    config: { correlate: { run: { $cel: "steps.send_sms.message" } }, timeout: "P1D" },
    output: { port: "delivered" },
  },
});
