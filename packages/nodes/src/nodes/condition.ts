import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { field } from "../field.ts";

/** Chooses the first branch whose condition is true. */
export const condition = defineNode({
  type: "condition",
  version: 1,
  title: "Condition",
  description: "Goes the way of the first branch that is true, or else the other way.",
  icon: "arrows-split-2",
  category: "logic",
  instruction: "split",
  config: z.object({
    branches: z
      .array(
        z.object({
          port: field.port({
            title: "Leaves by",
            description: "The name of the port.",
            placeholder: "yes",
          }),
          when: field.condition({
            title: "When",
            description: "Sees the event that started the run, earlier steps and the profile.",
          }),
        }),
      )
      .min(1)
      .max(20)
      .meta({ title: "Branches", description: "Tried from top to bottom; the first that is true is taken." }),
  }),
  portTitles: { else: "otherwise" },
  output: z.object({ port: z.string() }),
  sample: {
    config: { branches: [{ port: "large", when: { $cel: "trigger.data.total > 500" } }] },
    output: { port: "large" },
  },
  docs: "A missing field is an error that names it; ask `has(trigger.data.total)` first where a field may be absent.",
});
