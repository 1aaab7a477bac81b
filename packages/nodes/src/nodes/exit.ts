import { outcomeSchema } from "@throughline/flow";
import { z } from "zod";
import { defineNode } from "../define-node.ts";

/** Ends the run with a named outcome. */
export const exit = defineNode({
  type: "exit",
  version: 1,
  title: "End",
  description: "Ends the run with a named outcome.",
  icon: "flag",
  category: "end",
  instruction: "end",
  config: z.object({
    outcome: outcomeSchema.meta({
      title: "Outcome",
      description: "How it ended, in a word or two: recovered, gave-up.",
      "x-ui": { widget: "text", placeholder: "recovered" },
    }),
  }),
  output: z.object({}),
  sample: { config: { outcome: "recovered" }, output: {} },
  docs: "Outcomes are counted per flow, so use few and name them well.",
});
