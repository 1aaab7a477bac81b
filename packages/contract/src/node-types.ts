import { INSTRUCTIONS } from "@throughline/flow";
import { z } from "zod";
import { jsonObjectSchema, jsonSchema } from "./json.ts";

/** A package that configuration names. Where it lies on disk is the operator's business: `/statusz` says it. */
export const nodePackageSchema = z.object({
  name: z.string(),
  version: z.string().nullable(),
  /** Those of its types that can be used, as `type@version`. */
  types: z.array(z.string()),
  /** Sentences about what cannot be used. */
  problems: z.array(z.string()),
});

export const nodeTypeSchema = z.object({
  type: z.string(),
  version: z.int(),
  title: z.string(),
  description: z.string(),
  icon: z.string(),
  category: z.string(),
  instruction: z.enum(INSTRUCTIONS),
  preset: jsonObjectSchema.optional(),
  ports: z
    .array(z.union([z.string(), z.object({ from: z.string(), title: z.string().optional() })]))
    .optional(),
  portTitles: z.record(z.string(), z.string()).optional(),
  config: jsonObjectSchema,
  output: jsonObjectSchema,
  quick: z.literal(true).optional(),
  retry: z.object({ attempts: z.int(), every: z.string(), upTo: z.string().optional() }).optional(),
  timeout: z.string().optional(),
  mayBeUnsure: z.literal(true).optional(),
  sample: z.object({ config: jsonObjectSchema, output: jsonSchema }),
  docs: z.string().optional(),
});
