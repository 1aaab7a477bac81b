// The event doors stand outside the route table (they are no Express routes), so their description is written here.
import { acceptedSchema, jsonSchema, problemSchema } from "@throughline/contract";
import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";

const plainEvent = z.object({
  type: z.string(),
  subject: z.string().optional(),
  data: jsonSchema.optional(),
  id: z.string().optional(),
  source: z.string().optional(),
  time: z.string().optional(),
});
const cloudEvent = plainEvent.extend({ specversion: z.literal("1.0"), id: z.string(), source: z.string() });

/** `/v1/events` and `/hooks/{key}` for the OpenAPI document. */
export const doorPaths: ZodOpenApiPathsObject = {
  "/v1/events": {
    post: {
      operationId: "sendEvents",
      tags: ["event doors"],
      summary:
        "Send events: plain JSON or CloudEvents (structured, batch, binary). 202 once they are committed",
      security: [{ writeKey: [] }],
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: z.union([plainEvent, z.array(plainEvent)]) },
          "application/cloudevents+json": { schema: cloudEvent },
          "application/cloudevents-batch+json": { schema: z.array(cloudEvent) },
        },
      },
      responses: responses("401", "403", "413", "415", "422", "503"),
    },
  },
  "/hooks/{key}": {
    post: {
      operationId: "callWebhook",
      tags: ["event doors"],
      summary: "A provider's signed call; 503 until the webhook has a secret",
      security: [],
      requestParams: { path: z.object({ key: z.string() }) },
      responses: responses("401", "404", "413", "422", "503"),
    },
  },
};

type Responses = NonNullable<ZodOpenApiOperationObject["responses"]>;

function responses(...problems: readonly `${4 | 5}${string}`[]): Responses {
  const accepted: Responses = {
    "202": { description: "Committed", content: { "application/json": { schema: acceptedSchema } } },
  };
  const refused = problems.map((status) => [
    status,
    { description: "A problem", content: { "application/problem+json": { schema: problemSchema } } },
  ]);
  return { ...accepted, ...Object.fromEntries(refused) };
}
