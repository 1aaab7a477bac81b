import type { Json } from "@throughline/flow";
import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { field } from "../field.ts";

/** Writes fields of the subject's profile. */
export const setProfileField = defineNode({
  type: "set-profile-field",
  version: 1,
  title: "Set profile field",
  description: "Remembers values about the subject, for this run and all others.",
  icon: "user-edit",
  category: "data",
  quick: true,
  config: z.object({
    fields: z
      .array(
        z.object({
          name: z
            .string()
            .regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/)
            .meta({ title: "Field", "x-ui": { widget: "profile-field", placeholder: "lastOfferAt" } }),
          value: field.json({
            title: "Value",
            description: "A fixed value, text with values in double braces, or an expression.",
            rendered: "text",
          }),
        }),
      )
      .min(1)
      .max(50)
      .meta({ title: "Fields" }),
  }),
  output: z.object({ changes: z.record(z.string(), z.unknown()) }),
  sample: {
    config: { fields: [{ name: "segment", value: "large-cart" }] },
    output: { changes: { segment: "large-cart" } },
  },
  docs: "Fields that are not named keep their values; null removes a value.",
  run: async ({ config, subject, ports }) => {
    const changes = Object.fromEntries(
      config.fields.map(({ name, value }) => [name, (value ?? null) as Json]),
    );
    await ports.profiles.set(subject, changes);
    return { output: { changes } };
  },
});
