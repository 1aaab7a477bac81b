// The event doors stand outside the route table (they are no Express routes), so their description is written here.
import { acceptedSchema, jsonObjectSchema, jsonSchema, problemSchema } from "@throughline/contract";
import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";

const plainEvent = z.object({
  type: z.string(),
  subject: z.string().optional(),
  data: jsonSchema.optional(),
  id: z.string().optional(),
  source: z.string().optional(),
  time: z.string().optional(),
  ext: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
const cloudEvent = plainEvent.extend({ specversion: z.literal("1.0"), id: z.string(), source: z.string() });

/** What an event door reads beside the body: a repeat's name, and the attributes of binary mode. */
const eventHeaders = z.object({
  "Idempotency-Key": z.string().optional(),
  "ce-specversion": z.literal("1.0").optional(),
  "ce-id": z.string().optional(),
  "ce-source": z.string().optional(),
  "ce-type": z.string().optional(),
  "ce-subject": z.string().optional(),
  "ce-time": z.string().optional(),
});
const segmentCall = z.looseObject({
  messageId: z.string().optional(),
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  timestamp: z.string().optional(),
  sentAt: z.string().optional(),
  event: z.string().optional(),
  properties: jsonObjectSchema.optional(),
  traits: jsonObjectSchema.optional(),
});
const segmentBatch = z.looseObject({
  batch: z.array(
    segmentCall.extend({ type: z.enum(["track", "identify", "page", "screen", "group", "alias"]) }),
  ),
});

/** `/v1/events`, the tracking API and `/hooks/{key}` for the OpenAPI document. */
export const doorPaths: ZodOpenApiPathsObject = {
  "/v1/events": {
    post: {
      operationId: "sendEvents",
      tags: ["event doors"],
      summary:
        "Send events: plain JSON or CloudEvents (structured, batch, binary). 202 once they are committed",
      security: [{ writeKey: [] }, { writeKeyAsUser: [] }],
      requestParams: { header: eventHeaders },
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: z.union([plainEvent, z.array(plainEvent)]) },
          "application/x-ndjson": { schema: z.string() },
          "application/cloudevents+json": { schema: cloudEvent },
          "application/cloudevents-batch+json": { schema: z.array(cloudEvent) },
        },
      },
      responses: responses("202", "400", "401", "403", "413", "415", "422", "503"),
    },
  },
  "/v1/batch": {
    post: {
      operationId: "sendBatch",
      tags: ["event doors"],
      summary: "A batch of calls of Segment's tracking API, also under /v1/b and /v1/import",
      security: [{ writeKey: [] }, { writeKeyAsUser: [] }],
      requestBody: { required: true, content: { "application/json": { schema: segmentBatch } } },
      responses: responses("200", "400", "401", "403", "413", "422", "503"),
    },
  },
  "/v1/{call}": {
    post: {
      operationId: "sendCall",
      tags: ["event doors"],
      summary: "One call of Segment's tracking API; the body is JSON whatever its content type says",
      security: [{ writeKey: [] }, { writeKeyAsUser: [] }],
      requestParams: {
        path: z.object({
          call: z.enum([
            "track",
            "identify",
            "page",
            "screen",
            "group",
            "alias",
            "t",
            "i",
            "p",
            "s",
            "g",
            "a",
          ]),
        }),
      },
      requestBody: { required: true, content: { "application/json": { schema: segmentCall } } },
      responses: responses("200", "400", "401", "403", "413", "422", "503"),
    },
  },
  "/hooks/{key}": {
    post: {
      operationId: "callWebhook",
      tags: ["event doors"],
      summary: "A provider's signed call; 503 until the webhook has a secret",
      security: [],
      requestParams: { path: z.object({ key: z.string() }) },
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: jsonSchema },
          "application/x-www-form-urlencoded": { schema: z.record(z.string(), z.string()) },
          "text/plain": { schema: z.string() },
        },
      },
      responses: {
        "200": { description: "The answer to a question of the sender; nothing is stored" },
        ...responses("202", "400", "401", "404", "413", "422", "503"),
      },
    },
  },
};

type Responses = NonNullable<ZodOpenApiOperationObject["responses"]>;

function responses(taken: "200" | "202", ...problems: readonly `${4 | 5}${string}`[]): Responses {
  const schema = taken === "200" ? acceptedSchema.extend({ success: z.literal(true) }) : acceptedSchema;
  const accepted: Responses = {
    [taken]: { description: "Committed", content: { "application/json": { schema } } },
  };
  const refused = problems.map((status) => [
    status,
    { description: "A problem", content: { "application/problem+json": { schema: problemSchema } } },
  ]);
  return { ...accepted, ...Object.fromEntries(refused) };
}
