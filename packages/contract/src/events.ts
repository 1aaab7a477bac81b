import { z } from "zod";
import { jsonObjectSchema, jsonSchema } from "./json.ts";

const extensionsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const eventSchema = z.object({
  /** seq as a decimal string. */
  event: z.string(),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().nullable(),
  time: z.string().nullable(),
  receivedAt: z.string(),
  /** Null until matched. */
  matchedAt: z.string().nullable(),
  data: jsonSchema,
  /** Extension attributes of a CloudEvent; null: it has none. */
  ext: extensionsSchema.nullable(),
});
export type EventView = z.infer<typeof eventSchema>;

/** What one event did to one flow, and why. */
export const receiptLineSchema = z.object({
  flow: z.string(),
  flowName: z.string(),
  version: z.int().nullable(),
  verdict: z.enum(["started", "woke", "refused", "missed", "queued", "identified", "pending"]),
  code: z.string(),
  /** A sentence for a person. */
  message: z.string(),
  run: z.string().nullable(),
  node: z.string().nullable(),
  /** The values the condition saw. */
  values: jsonSchema.optional(),
});
export const receiptSchema = z.object({ event: eventSchema, lines: z.array(receiptLineSchema) });
export type Receipt = z.infer<typeof receiptSchema>;

/** An event that a person sends to try a flow; its source is always `throughline/test`. */
export const sendEventSchema = z.strictObject({
  type: z.string(),
  subject: z.string().optional(),
  data: jsonSchema.optional(),
});
export const sentEventSchema = z.object({
  /** Its number: what the receipt is asked for with. */
  event: z.string(),
  id: z.string(),
  source: z.string(),
  duplicate: z.boolean(),
});

/** An event as senders write it. */
export const plainEventSchema = z.object({
  type: z.string(),
  subject: z.string().optional(),
  data: jsonSchema.optional(),
  id: z.string().optional(),
  source: z.string().optional(),
  time: z.string().optional(),
  ext: extensionsSchema.optional(),
});
/** A CloudEvent in structured mode; other attributes are its extensions. */
export const cloudEventSchema = z.looseObject({
  specversion: z.literal("1.0"),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  time: z.string().optional(),
  datacontenttype: z.string().optional(),
  data: jsonSchema.optional(),
  data_base64: z.string().optional(),
});

/** A call of Segment's tracking API. */
export const segmentCallSchema = z.looseObject({
  messageId: z.string().optional(),
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  timestamp: z.string().optional(),
  sentAt: z.string().optional(),
  event: z.string().optional(),
  properties: jsonObjectSchema.optional(),
  traits: jsonObjectSchema.optional(),
});
export const segmentBatchSchema = z.looseObject({
  batch: z.array(
    segmentCallSchema.extend({ type: z.enum(["track", "identify", "page", "screen", "group", "alias"]) }),
  ),
});

/** What front doors answer for accepted events. */
export const acceptedSchema = z.object({
  events: z.array(
    z.object({ id: z.string(), source: z.string(), event: z.string(), duplicate: z.boolean() }),
  ),
});

/** The same from the doors of Segment's clients. */
export const acceptedCallsSchema = acceptedSchema.extend({ success: z.literal(true) });

export const eventTypeSchema = z.object({
  type: z.string(),
  count24h: z.int(),
  lastSeenAt: z.string().nullable(),
  /** How many of the newest events were looked at. */
  sampled: z.int(),
  /** Paths seen in the newest events' data, e.g. `event.data.cartId`, with a JSON type and a sample. */
  fields: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      sample: jsonSchema,
      /** In how many of the events looked at it was not there, and in how many null. */
      absentIn: z.int(),
      nullIn: z.int(),
    }),
  ),
});

export const deadLetterSchema = z.object({
  id: z.string(),
  kind: z.enum(["event", "start", "delivery"]),
  event: z.string().nullable(),
  run: z.string().nullable(),
  reason: z.string(),
  attempts: z.int(),
  createdAt: z.string(),
});
