import { documentSchema, flowKeySchema } from "@throughline/flow";
import { z } from "zod";
import { jsonSchema } from "./json.ts";

export const diagnosticSchema = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
  node: z.string().optional(),
  field: z.string().optional(),
  offset: z.int().optional(),
  endOffset: z.int().optional(),
  edge: z.int().optional(),
});

export const flowSummarySchema = z.object({
  key: z.string(),
  name: z.string(),
  revision: z.int(),
  liveVersion: z.int().nullable(),
  /** The draft differs from the live version. */
  changed: z.boolean(),
  /** Since when it takes no entries and its runs are paused; null: it is not. */
  pausedAt: z.string().nullable(),
  updatedAt: z.string(),
  updatedBy: z.string(),
  openRuns: z.int(),
  runs24h: z.int(),
});
export type FlowSummary = z.infer<typeof flowSummarySchema>;

export const flowSchema = flowSummarySchema.extend({ draft: documentSchema });
export type Flow = z.infer<typeof flowSchema>;

/** A document as somebody sends it: it is read by `parseDocument`, which says where it is wrong. */
const sentDocumentSchema = z.unknown().meta({ override: { $ref: "#/components/schemas/FlowDocument" } });

export const createFlowSchema = z.strictObject({
  key: flowKeySchema,
  name: z.string().min(1).max(120),
  /** Absent: an empty drawing. Its key and name are replaced by the ones above. */
  document: sentDocumentSchema.optional(),
});

export const saveDraftSchema = z.strictObject({
  /** The revision this change was made on; another one stored → 409. */
  revision: z.int(),
  document: sentDocumentSchema,
});
/** The document says its name; its key is that of the address. */
export const putFlowSchema = z.strictObject({ document: sentDocumentSchema });
export const savedDraftSchema = z.object({ revision: z.int(), savedAt: z.string() });

export const validateFlowSchema = z.strictObject({ document: sentDocumentSchema.optional() });
export const validationSchema = z.object({
  diagnostics: z.array(diagnosticSchema),
  planBytes: z.int().nullable(),
});

export const publishSchema = z.strictObject({ revision: z.int() });
export const publishedSchema = z.object({
  version: z.int(),
  planHash: z.string(),
  /** The draft is what was live already: no new version was made. */
  unchanged: z.boolean(),
  diagnostics: z.array(diagnosticSchema),
});

export const versionSummarySchema = z.object({
  version: z.int(),
  planHash: z.string(),
  publishedAt: z.string(),
  publishedBy: z.string(),
  live: z.boolean(),
});
export const versionSchema = versionSummarySchema.extend({ document: documentSchema });

export const startFlowSchema = z.strictObject({
  subject: z.string().min(1).max(256),
  data: jsonSchema.optional(),
});
export const startedSchema = z.object({ event: z.string(), duplicate: z.boolean() });
