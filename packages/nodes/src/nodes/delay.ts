import { z } from "zod";
import { deadlineRule } from "../deadline-rule.ts";
import { defineNode } from "../define-node.ts";

/** Waits for time to pass. */
export const delay = defineNode({
  type: "delay",
  version: 1,
  title: "Wait",
  description: "Waits for a while, until a date in the data, or until the next time of day.",
  icon: "clock-pause",
  category: "waits",
  instruction: "wait",
  config: z.object({
    timeout: deadlineRule({
      title: "Wait",
      description: "How long, or until when. A date in the past does not wait.",
    }),
  }),
  portTitles: { timeout: "then" },
  output: z.object({ port: z.string() }),
  sample: { config: { timeout: "P1D" }, output: { port: "timeout" } },
  docs: "Waiting costs nothing: a run may wait for months.",
});
