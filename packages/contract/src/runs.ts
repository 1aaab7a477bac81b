import { documentSchema } from "@throughline/flow";
import { z } from "zod";

export const runStateSchema = z.enum(["queued", "starting", "open", "closed", "refused", "lost"]);
/** What an open run is doing, as it last said. */
export const shownStateSchema = z.enum(["running", "waiting", "human", "parked", "paused", "closing"]);

export const runSummarySchema = z.object({
  id: z.string(),
  flow: z.string(),
  flowName: z.string(),
  version: z.int(),
  subject: z.string(),
  state: runStateSchema,
  shown: shownStateSchema.nullable(),
  /** Names of the nodes where the run stands. */
  at: z.array(z.string()),
  parkReason: z.string().nullable(),
  wakeAt: z.string().nullable(),
  outcome: z.string().nullable(),
  startedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const trailEntrySchema = z.object({
  node: z.string(),
  visit: z.int(),
  state: z.enum(["active", "left", "parked", "cancelled"]),
  port: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  input: z.json().optional(),
  output: z.json().optional(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type TrailEntry = z.infer<typeof trailEntrySchema>;

export const runWaitSchema = z.object({
  step: z.string(),
  type: z.string(),
  port: z.string(),
  filter: z.string().nullable(),
  bindings: z.json(),
  state: z.enum(["open", "matched", "expiring", "expired"]),
});

export const runDeliverySchema = z.object({
  n: z.int(),
  kind: z.string(),
  event: z.string().nullable(),
  state: z.enum(["pending", "settled"]),
  settledAs: z.string().nullable(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  createdAt: z.string(),
});

/** A mail of a run as it was written for its reader, with the links as drawn: the tracked ones hold tokens. */
export const runMessageSchema = z.object({
  /** `node.visit`. */
  step: z.string(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  state: z.enum(["sent", "unsure", "suppressed", "failed"]),
  /** What the mail server said, or why the address gets no mail. */
  detail: z.string().nullable(),
  createdAt: z.string(),
});
export type RunMessage = z.infer<typeof runMessageSchema>;

export const runSchema = runSummarySchema.extend({
  planHash: z.string(),
  reason: z.string().nullable(),
  entry: z.json(),
  /** The document of the run's version: what to draw. */
  document: documentSchema,
  trail: z.array(trailEntrySchema),
  /** False while the run could not be asked and the trail is the last projection. */
  trailComplete: z.boolean(),
  waits: z.array(runWaitSchema),
  deliveries: z.array(runDeliverySchema),
  /** Null when nobody said where the Temporal UI is. */
  temporalUrl: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;

export const repairSchema = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("retry"), config: z.record(z.string(), z.json()).optional() }),
  z.strictObject({ action: z.literal("send-again"), config: z.record(z.string(), z.json()).optional() }),
  z.strictObject({ action: z.literal("skip"), port: z.string().optional() }),
  z.strictObject({ action: z.literal("set-output"), output: z.json(), port: z.string().optional() }),
  z.strictObject({ action: z.literal("go-to"), node: z.string() }),
  z.strictObject({ action: z.literal("exit"), outcome: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/) }),
]);
export const resolveSchema = z.strictObject({ step: z.string().min(1).max(80), how: repairSchema });
