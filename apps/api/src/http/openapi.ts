import { problemSchema, routes } from "@throughline/contract";
import type { Route } from "@throughline/contract";
import type { z } from "zod";
import { createDocument } from "zod-openapi";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";

const USUAL_PROBLEMS = [400, 401, 403, 404, 413, 415, 422, 500, 503];

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
  return createDocument({
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
  });
}

function toOperation(name: string, route: Route): ZodOpenApiOperationObject {
  const problems = [...new Set([...USUAL_PROBLEMS, ...route.problems])].toSorted((a, b) => a - b);
  const hasBody = route.body.def.type !== "undefined";
  const hasAnswer = route.answer.def.type !== "void";
  const media = route.stream ? "text/event-stream" : "application/json";
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    "x-role": route.auth,
    ...(route.auth === "public" ? { security: [] } : {}),
    requestParams: {
      path: route.params as z.ZodObject, // every params and query schema of the table is an object
      query: route.query as z.ZodObject,
    },
    ...(hasBody
      ? { requestBody: { required: true, content: { "application/json": { schema: route.body } } } }
      : {}),
    responses: {
      [`${route.status}`]: {
        description: "As hoped for",
        ...(hasAnswer ? { content: { [media]: { schema: route.answer } } } : {}),
      },
      ...Object.fromEntries(
        problems.map((status) => [
          `${status}`,
          { description: "A problem", content: { "application/problem+json": { schema: problemSchema } } },
        ]),
      ),
    } as ZodOpenApiOperationObject["responses"], // keys are statuses, which the type spells out one by one
  };
}
