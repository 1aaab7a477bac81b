// Refusals in the OpenAPI document: one response for each status, which every address refers to.
import { problemSchema } from "@throughline/contract";
import { z } from "zod";
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from "zod-openapi";

const text = z.string();
const retryAfter = text.meta({ description: "Seconds after which the same may be sent again" });

/** Names of the responses, which generated clients show, and what each means. */
const refusals = {
  400: refusal("Unreadable", "The address, a header or the body cannot be read"),
  401: refusal("NotKnown", "Nobody is signed in, or the key or signature is not right", {
    "WWW-Authenticate": text.optional(),
  }),
  403: refusal("NotAllowed", "The role, the key's sources or the page's origin do not allow it"),
  404: refusal("NotFound", "There is nothing at this address"),
  405: refusal("MethodNotAllowed", "The address takes other methods", { Allow: text }),
  409: refusal("Conflict", "What is there now does not allow it, or the same is being done already", {
    "Retry-After": retryAfter.optional(),
  }),
  412: refusal("PreconditionFailed", "What is there is not what If-Match or If-None-Match says", {
    ETag: text.optional(),
  }),
  413: refusal("TooLarge", "The body, or an event in it, is larger than what is taken"),
  415: refusal("UnsupportedContent", "The content type or encoding is none of those that are taken"),
  422: refusal("NotValid", "It was read and is not right; `problems` names each place"),
  429: refusal("TooManyRequests", "Too often; nothing was done", {
    "Retry-After": retryAfter,
    "RateLimit-Policy": text,
    RateLimit: text,
  }),
  500: refusal(
    "Internal",
    "A fault of ours; the answer names a reference that the operator finds in the log",
  ),
  503: refusal("NotNow", "It can be done, only not now; nothing was done", {
    "Retry-After": retryAfter.optional(),
  }),
} as const;

/** A status that a refusal may have. */
export type RefusalStatus = keyof typeof refusals;

/** What an address answers when it refuses, by status. */
export function problemResponses(statuses: readonly RefusalStatus[]): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    [...new Set(statuses)].toSorted((a, b) => a - b).map((status) => [`${status}`, refusals[status]]),
  );
}

function refusal(id: string, description: string, headers?: z.ZodRawShape): ZodOpenApiResponseObject {
  return {
    id,
    description,
    content: { "application/problem+json": { schema: problemSchema } },
    ...(headers === undefined ? {} : { headers: z.object(headers) }),
  };
}
