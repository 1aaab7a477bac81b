import { z } from "zod";
import { deadlineRule } from "../deadline-rule.ts";
import { defineNode } from "../define-node.ts";
import { eventOutput, sampleEvent } from "../event-output.ts";
import { field } from "../field.ts";

/** Waits until one of some events arrives, or time is up. */
export const waitForEvent = defineNode({
  type: "wait-for-event",
  version: 1,
  title: "Wait for an event",
  description:
    "Waits until one of the events arrives or time is up, and leaves by the port of what came first.",
  icon: "ear",
  category: "waits",
  instruction: "wait",
  config: z.object({
    events: z
      .array(
        z.object({
          type: field.eventType({ title: "Event", placeholder: "order.placed" }),
          port: field.port({
            title: "Leaves by",
            description: "The name of the port.",
            placeholder: "ordered",
          }),
          filter: field
            .condition({
              title: "Only if",
              description: "Counts only when this is true. Sees the event and the run's values.",
            })
            .optional(),
          again: z.boolean().optional().meta({
            title: "Also one that ended another wait",
            description:
              "One event ends one wait of a run. Switch this on for a wait that looks once more at an event that ended another.",
          }),
        }),
      )
      .min(1)
      .max(20)
      .meta({ title: "Events", description: "Whichever arrives first ends the wait." }),
    correlate: z
      .object({
        event: field.expression({
          title: "In the event",
          description: "The value that must be equal.",
          placeholder: "event.data.cartId",
        }),
        run: field.expression({
          title: "In this run",
          description: "What it must be equal to.",
          placeholder: "trigger.data.cartId",
        }),
      })
      .optional()
      .meta({
        title: "Belongs to this run when",
        description: "Empty: the event is about the same subject.",
      }),
    since: z
      .union([
        z.enum(["run", "step"]).meta({
          "x-ui": { widget: "select", labels: { run: "the run started", step: "the step before began" } },
        }),
        z
          .strictObject({ lookBack: field.duration({ title: "Looking back", placeholder: "P1D" }) })
          .meta({ title: "Looking back" }),
      ])
      .default("run")
      .meta({
        title: "Counts events since",
        description:
          "An event that came early counts, if it came since then and ended no other wait of this run.",
        "x-ui": { widget: "since" },
      }),
    timeout: deadlineRule({
      title: "Give up",
      description: "Then the run leaves by “time is up”. Empty: waits for ever.",
    }).optional(),
  }),
  portTitles: { timeout: "time is up" },
  output: z.object({ port: z.string(), event: eventOutput.optional() }),
  sample: {
    config: {
      events: [{ type: "order.placed", port: "ordered" }],
      correlate: { event: { $cel: "event.data.cartId" }, run: { $cel: "trigger.data.cartId" } },
      since: "run",
      timeout: "PT30M",
    },
    output: { port: "ordered", event: { ...sampleEvent, id: "evt-2", type: "order.placed" } },
  },
  docs: "An event that was accepted before the deadline wins over the timeout, even when it is handled a little later. A wait never takes the event that started its run, nor one that ended another wait of the run, unless it says so: four waits for the same event in a row take four events.",
});
