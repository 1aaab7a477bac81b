// The event doors stand outside the route table (they are no Express routes), so their description is written here.
import {
  acceptedCallsSchema,
  acceptedSchema,
  cloudEventSchema,
  jsonSchema,
  plainEventSchema,
  segmentBatchSchema,
  segmentCallSchema,
} from "@throughline/contract";
import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import { problemResponses } from "../http/problem-responses.ts";
import type { RefusalStatus } from "../http/problem-responses.ts";

const ALWAYS: readonly RefusalStatus[] = [400, 401, 405, 413, 415, 422, 429, 500, 503];

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
          "application/json": { schema: z.union([plainEventSchema, z.array(plainEventSchema)]) },
          "application/x-ndjson": { schema: z.string() },
          "application/cloudevents+json": { schema: cloudEventSchema },
          "application/cloudevents-batch+json": { schema: z.array(cloudEventSchema) },
        },
      },
      responses: responses(202, 403),
    },
  },
  "/v1/batch": {
    post: {
      operationId: "sendBatch",
      tags: ["event doors"],
      summary: "A batch of calls of Segment's tracking API, also under /v1/b and /v1/import",
      security: [{ writeKey: [] }, { writeKeyAsUser: [] }],
      requestBody: { required: true, content: { "application/json": { schema: segmentBatchSchema } } },
      responses: responses(200, 403),
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
      requestBody: { required: true, content: { "application/json": { schema: segmentCallSchema } } },
      // The address takes any word; one that is no call is not found.
      responses: responses(200, 403, 404),
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
        "200": {
          description: "The answer to a question of the sender; nothing is stored",
          content: { "application/json": { schema: jsonSchema } },
        },
        ...responses(202, 404),
      },
    },
  },
};

type Responses = NonNullable<ZodOpenApiOperationObject["responses"]>;

function responses(taken: 200 | 202, ...refusals: readonly RefusalStatus[]): Responses {
  const schema = taken === 200 ? acceptedCallsSchema : acceptedSchema;
  const headers = z.object({ RateLimit: z.string().optional(), "RateLimit-Policy": z.string().optional() });
  return {
    [`${taken}`]: { description: "Committed", headers, content: { "application/json": { schema } } },
    ...problemResponses([...ALWAYS, ...refusals]),
  };
}
