import { wordSchema } from "@throughline/flow";
import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { eventOutput, sampleEvent } from "../event-output.ts";
import { field } from "../field.ts";

/** Starts a run when a signed webhook arrives. */
export const webhookTrigger = defineNode({
  type: "webhook-trigger",
  version: 1,
  title: "When a webhook arrives",
  description: "Starts a run for each signed request to one of your webhook addresses.",
  icon: "webhook",
  category: "triggers",
  instruction: "trigger",
  config: z.object({
    hook: wordSchema.meta({
      title: "Webhook",
      description:
        "The address it listens on: /hooks/ and this name. Every call of it starts a run, whatever its type.",
      "x-ui": { widget: "hook" },
    }),
    filter: field
      .condition({
        title: "Only if",
        description:
          "Start only when this is true of the request. Its body is event.data, what the sender calls it event.type.",
      })
      .optional(),
  }),
  output: eventOutput,
  sample: {
    config: { hook: "shop-orders" },
    output: { ...sampleEvent, source: "hook/shop-orders", type: "order.placed" },
  },
  docs: "A webhook refuses every request until its secret is set. The request's body is `trigger.data` unless the webhook's settings make other data of it; `trigger.type` tells what the sender calls it.",
});
