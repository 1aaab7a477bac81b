import { defineNode, field } from "@throughline/nodes";
import { z } from "zod";

/** Goes the way of the first class one of whose words is in a text. The analyst names the classes, and with them the ports. */
export const sortMessage = defineNode({
  type: "sort-message",
  version: 1,
  title: "Sort a message",
  description: "Looks for words in a text and goes the way of the class that they belong to.",
  icon: "list-check",
  category: "logic",
  config: z.object({
    text: field.text({ title: "Text", computed: true, mayBeEmpty: true, placeholder: "trigger.data.text" }),
    classes: z
      .array(
        z.object({
          port: field.port({ title: "Leaves by", placeholder: "bill" }),
          label: field.text({ title: "Called", placeholder: "A bill" }).optional(),
          words: z
            .array(field.text({ title: "Word" }))
            .min(1)
            .meta({ title: "Words" }),
        }),
      )
      .min(1)
      .max(20)
      .meta({ title: "Classes", description: "Tried from top to bottom." }),
  }),
  output: z.object({ found: z.string() }),
  ports: ["other", { from: "classes.*.port", title: "label" }],
  portTitles: { other: "something else" },
  quick: true,
  sample: {
    config: { text: "About my invoice", classes: [{ port: "bill", label: "A bill", words: ["invoice"] }] },
    output: { found: "invoice" },
  },

  run: async ({ config }) => {
    const text = config.text.toLowerCase();
    for (const { port, words } of config.classes) {
      const found = words.find((word) => text.includes(word.toLowerCase()));
      if (found !== undefined) return { port, output: { found } };
    }
    return { port: "other", output: { found: "" } };
  },
});
