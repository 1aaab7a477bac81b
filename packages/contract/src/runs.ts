import { documentSchema, outcomeSchema } from "@throughline/flow";
import { z } from "zod";
import { jsonObjectSchema, jsonSchema } from "./json.ts";

/** What a run that goes on is doing, as it last said. */
const goingOnSchema = z.enum(["running", "waiting", "human", "parked", "paused", "closing"]);
/** Before it begins, what it does while it goes on, and how it ended: the words of lists, filters, badges and Temporal. */
export const runStateSchema = z.enum([
  "queued",
  "starting",
  ...goingOnSchema.options,
  "closed",
  "refused",
  "lost",
]);
export type RunStateName = z.infer<typeof runStateSchema>;

/** What a run is doing, of what it said itself; null: it said nothing that is known. */
export function readGoingOn(said: unknown): z.infer<typeof goingOnSchema> | null {
  return goingOnSchema.safeParse(said).data ?? null;
}

/** True when nothing happens in it any more. */
export function hasEnded(state: RunStateName): boolean {
  return state === "closed" || state === "refused" || state === "lost";
}

export const runSummarySchema = z.object({
  id: z.string(),
  flow: z.string(),
  flowName: z.string(),
  version: z.int(),
  subject: z.string(),
  state: runStateSchema,
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
  input: jsonSchema.optional(),
  output: jsonSchema.optional(),
  /** What it really sent, rendered and without secrets: a mail, a call, a task; a list where it was several. */
  sent: jsonSchema.optional(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type TrailEntry = z.infer<typeof trailEntrySchema>;

export const runWaitSchema = z.object({
  step: z.string(),
  type: z.string(),
  port: z.string(),
  filter: z.string().nullable(),
  bindings: jsonSchema,
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

export const runSchema = runSummarySchema.extend({
  planHash: z.string(),
  reason: z.string().nullable(),
  entry: jsonSchema,
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
  z.strictObject({ action: z.literal("retry"), config: jsonObjectSchema.optional() }),
  z.strictObject({ action: z.literal("send-again"), config: jsonObjectSchema.optional() }),
  z.strictObject({ action: z.literal("skip"), port: z.string().optional() }),
  z.strictObject({ action: z.literal("set-output"), output: jsonSchema, port: z.string().optional() }),
  z.strictObject({ action: z.literal("go-to"), node: z.string() }),
  z.strictObject({ action: z.literal("exit"), outcome: outcomeSchema }),
]);
export const resolveSchema = z.strictObject({ step: z.string().min(1).max(80), how: repairSchema });

/** Live counts per node of a flow's version: where open runs stand, and how many passed. */
export const nodeCountsSchema = z.object({
  nodes: z.record(z.string(), z.object({ here: z.int(), parked: z.int(), passed: z.int() })),
});
