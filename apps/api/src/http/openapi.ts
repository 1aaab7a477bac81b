import { routes, schemaNames } from "@throughline/contract";
import type { Route } from "@throughline/contract";
import { z } from "zod";
import { createDocument } from "zod-openapi";
import type {
  ZodOpenApiObject,
  ZodOpenApiOperationObject,
  ZodOpenApiOverride,
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject,
} from "zod-openapi";
import { problemResponses } from "./problem-responses.ts";
import type { RefusalStatus } from "./problem-responses.ts";

const ALWAYS: readonly RefusalStatus[] = [400, 401, 403, 404, 429, 500, 503];
const BY_BODY: readonly RefusalStatus[] = [413, 415, 422];
const BY_CHANGE: readonly RefusalStatus[] = [409, 422];

const key = z.string().min(1).max(256).optional();
const answeredOnce = key.meta({
  description: "Done once: for 24 hours a repeat with the same key gets the first answer",
});
const eventOnce = key.meta({
  description: "The id of the event that is written, so that a repeat is the same event, for ever",
});
const ifMatch = z.string().optional().meta({
  description: "Only over what has this ETag, or, with *, only over something",
});
const ifNoneMatch = z.string().optional().meta({ description: "With *: only if nothing is there" });

/** The OpenAPI document: everything under `/api`, made from the table of routes, and what stands outside it. */
export function openApiDocument(
  publicUrl: string,
  others: ZodOpenApiPathsObject,
): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = toOperation(name, route);
  }
  const document: ZodOpenApiObject = {
    openapi: "3.1.1",
    info: {
      title: "Throughline",
      version: "1",
      description:
        "Draw a journey, publish it, send events, watch it run. Events go to POST /v1/events with a write key.",
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }, { session: [] }],
    components: {
      schemas: schemaNames,
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key" },
        writeKey: { type: "http", scheme: "bearer", description: "A write key" },
        writeKeyAsUser: { type: "http", scheme: "basic", description: "A write key as user, any password" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "throughline.session_token",
          description: "Signed in with the browser",
        },
      },
    },
    paths: { ...others, ...(paths as ZodOpenApiPathsObject) }, // methods are the lower-cased ones of the table
  };
  return withLooseLists(createDocument(document, { override: plainer }));
}

/**
 * A list of any JSON is a list of anything: the same, said without naming itself. Types that name themselves in a list are
 * more than TypeScript can resolve, and every body with data would be one.
 */
function withLooseLists(document: ReturnType<typeof createDocument>): ReturnType<typeof createDocument> {
  const { Json: json, ...others } = document.components?.schemas ?? {};
  if (json === undefined || typeof json === "boolean" || "$ref" in json) return document;
  const kinds = (json.anyOf ?? []).map((kind) =>
    typeof kind === "object" && "items" in kind ? { ...kind, items: {} } : kind,
  );
  return {
    ...document,
    components: { ...document.components, schemas: { ...others, Json: { ...json, anyOf: kinds } } },
  };
}

/** Answers may get more fields, and every whole number is one that JSON can carry: neither is worth saying, or a type of its own. */
function plainer({ jsonSchema, zodSchema, io }: Parameters<ZodOpenApiOverride>[0]): void {
  const { def } = zodSchema._zod;
  if (io === "output" && def.type === "object" && def.catchall === undefined)
    delete jsonSchema.additionalProperties;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function toOperation(name: string, route: Route): ZodOpenApiOperationObject {
  const hasBody = route.body.def.type !== "undefined";
  const headers = headersOf(route);
  const statuses = route.mayCreate ? [route.status, 201] : [route.status];
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    "x-role": route.auth,
    ...(route.auth === "public" ? { security: [] } : {}),
    requestParams: {
      path: route.params as z.ZodObject, // every params and query schema of the table is an object
      query: route.query as z.ZodObject,
      ...(headers === null ? {} : { header: headers }),
    },
    ...(hasBody
      ? { requestBody: { required: true, content: { "application/json": { schema: route.body } } } }
      : {}),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [`${status}`, hopedFor(status, route)])),
      ...problemResponses(refusalsOf(route, hasBody)),
    } as ZodOpenApiOperationObject["responses"], // keys are statuses, which the type spells out one by one
  };
}

function headersOf({ repeats, etag }: Route): z.ZodObject | null {
  const headers = {
    ...(repeats === null ? {} : { "Idempotency-Key": repeats === "event" ? eventOnce : answeredOnce }),
    ...(etag === "checked" ? { "If-Match": ifMatch, "If-None-Match": ifNoneMatch } : {}),
  };
  return Object.keys(headers).length === 0 ? null : z.object(headers);
}

function hopedFor(status: number, route: Route): ZodOpenApiResponseObject {
  const media = route.stream ? "text/event-stream" : "application/json";
  return {
    description: status === 201 ? "Made" : "As hoped for",
    headers: z.object({
      RateLimit: z.string().optional(),
      "RateLimit-Policy": z.string().optional(),
      ...(route.etag === null ? {} : { ETag: z.string() }),
      ...(route.repeats === "answer" ? { "Idempotent-Replayed": z.literal("true").optional() } : {}),
    }),
    ...(route.answer.def.type === "void" ? {} : { content: { [media]: { schema: route.answer } } }),
  };
}

/** They follow from what a route takes and does. */
function refusalsOf({ repeats, etag }: Route, hasBody: boolean): RefusalStatus[] {
  return [
    ...ALWAYS,
    ...(hasBody ? BY_BODY : []),
    ...(repeats === null ? [] : BY_CHANGE),
    ...(etag === "checked" ? [412 as const] : []),
  ];
}
