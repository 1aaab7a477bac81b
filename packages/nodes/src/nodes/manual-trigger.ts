import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { eventOutput, sampleEvent } from "../event-output.ts";

/** Starts a run when a person or the API says so. */
export const manualTrigger = defineNode({
  type: "manual-trigger",
  version: 1,
  title: "Started by hand",
  description: "Starts a run when somebody presses Start, or a program calls the start address.",
  icon: "hand-click",
  category: "triggers",
  instruction: "trigger",
  config: z.object({}),
  output: eventOutput,
  sample: {
    config: {},
    output: {
      ...sampleEvent,
      source: "throughline/start/cart-recovery",
      type: "throughline.started",
      data: { reason: "trial" },
    },
  },
  docs: "What is handed over at the start is `trigger.data`; the subject is given with it.",
});
