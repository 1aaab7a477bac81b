import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { eventOutput, sampleEvent } from "../event-output.ts";
import { field } from "../field.ts";

/** Starts a run when an event of a type arrives. */
export const eventTrigger = defineNode({
  type: "event-trigger",
  version: 1,
  title: "When an event arrives",
  description: "Starts a run for each event of a type, if the filter says yes.",
  icon: "bolt",
  category: "triggers",
  instruction: "trigger",
  config: z.object({
    eventType: field.eventType({
      title: "Event",
      description: "The type of the event, as its sender names it.",
      placeholder: "cart.updated",
    }),
    filter: field
      .condition({
        title: "Only if",
        description: "Start only when this is true of the event. Empty: every event of this type.",
      })
      .optional(),
  }),
  output: eventOutput,
  sample: {
    config: { eventType: "cart.updated", filter: { $cel: "event.data.total > 0" } },
    output: sampleEvent,
  },
  docs: "Each event starts at most one run of a flow. Whether a subject may have several runs at once is a setting of the flow. Later steps see the event as `trigger`.",
});
