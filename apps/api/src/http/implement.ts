// The route table meets its handlers: a row without a handler, or a handler without a row, does not compile.
import type { LiveMessage, RouteName, Routes } from "@throughline/contract";
import { mayUse, routes } from "@throughline/contract";
import { sayIssue } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import { DOCUMENT_LIMITS, mediaType, toPointer } from "@throughline/intake";
import { addAudit } from "@throughline/db";
import type { Express, Request, Response } from "express";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { answerOnce } from "./answer-once.ts";
import type { Reply } from "./answer-once.ts";
import { parseJson, readBody } from "./body.ts";
import type { Caller, Exchange } from "./caller.ts";
import { assertSameOrigin, callerOf } from "./caller.ts";
import { revisionTag } from "./etag.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { ProblemError } from "./problem.ts";
import { sendStream } from "./stream.ts";

/** Bytes that a request to `/api` may have: a flow is the largest. */
const API_BODY_LIMIT = 2 * 1024 * 1024;

export interface Call<N extends RouteName> {
  readonly params: z.output<Routes[N]["params"]>;
  readonly query: z.output<Routes[N]["query"]>;
  readonly body: z.output<Routes[N]["body"]>;
  readonly who: Caller;
  readonly header: (name: string) => string | undefined;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Adds to the audit row. Never a secret. */
  readonly note: (detail: JsonObject) => void;
  /** Says that something was made that was not there: the status is 201. */
  readonly created: () => void;
  /** Says which revision the answer shows; it becomes the ETag. */
  readonly revision: (revision: number) => void;
}

type Answer<N extends RouteName> = N extends "live"
  ? AsyncIterable<LiveMessage>
  : Unchanged<z.input<Routes[N]["answer"]>>;

/** Handlers hand on what others hold, so they promise no more than a look at it. */
type Unchanged<T> = T extends readonly (infer Item)[]
  ? readonly Unchanged<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Unchanged<T[K]> }
    : T;

type Handler<N extends RouteName> = (call: Call<N>, deps: Deps) => Promise<Answer<N>>;
export type Handlers = { readonly [N in RouteName]: Handler<N> };
/** The handlers of one noun. */
export type SomeHandlers<N extends RouteName> = { readonly [Name in N]: Handler<Name> };

/** Mounts every row of the table. */
export function mountRoutes(app: Express, handlers: Handlers, deps: Deps): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    // the table's own keys
    const path = routes[name].path.replaceAll(/\{(\w+)\}/g, ":$1");
    const method = routes[name].method.toLowerCase() as "get" | "post" | "put" | "patch" | "delete"; // Method, lower-cased
    app[method](path, (request, response) => serve(name, handlers, deps, { request, response }));
  }
}

async function serve<N extends RouteName>(
  name: N,
  handlers: Handlers,
  deps: Deps,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange;
  const route: Routes[N] = routes[name];
  response.locals["route"] = name;
  const who = await admit(name, exchange, deps);
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const said: Said = { notes: [], status: route.status, etag: null };
  const call: Call<N> = {
    // Each part is the output of this route's own schema; TypeScript loses that over the union of routes.
    params: parsePart(route.params, request.params, "path") as Call<N>["params"],
    query: parsePart(route.query, request.query, "query") as Call<N>["query"],
    body: (await parseBody(route.body, request)) as Call<N>["body"],
    who,
    header: (header) => request.get(header),
    signal: gone.signal,
    note: (detail) => said.notes.push(detail),
    created: () => (said.status = 201),
    revision: (revision) => (said.etag = revisionTag(revision)),
  };
  const handler: Handler<N> = handlers[name];
  if (route.stream) {
    const messages = (await handler(call, deps)) as AsyncIterable<LiveMessage>; // only `live` streams
    await sendStream(exchange, messages, gone.signal);
    return;
  }
  const act = async (): Promise<Reply> => {
    const answer = await handler(call, deps);
    if (route.audited) await noteAudit(toEntry(name, call, said.notes), deps);
    const body = said.status === 204 || answer === undefined ? null : JSON.stringify(answer);
    return { status: said.status, etag: said.etag, body };
  };
  const key = route.repeats === "answer" ? readIdempotencyKey(call.header) : null;
  if (key === null) {
    send(response, await act());
    return;
  }
  const asked = { route: name, who, key, target: request.originalUrl, body: call.body };
  const { isRepeat, ...reply } = await answerOnce(asked, act, deps);
  if (isRepeat) response.setHeader("idempotent-replayed", "true");
  send(response, reply);
}

/** What a handler says beside its answer. */
interface Said {
  readonly notes: JsonObject[];
  status: number;
  etag: string | null;
}

/** By ourselves, and not as Express would: a tag made of the bytes would answer If-None-Match with what nobody asked. */
function send(response: Response, { status, etag, body }: Reply): void {
  response.setHeader("cache-control", "no-store");
  if (etag !== null) response.setHeader("etag", etag);
  response.status(status);
  if (body === null) {
    response.end();
    return;
  }
  const bytes = Buffer.from(body);
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", bytes.length);
  response.end(bytes);
}

function toEntry<N extends RouteName>(
  action: N,
  { who, params }: Call<N>,
  notes: readonly JsonObject[],
): Parameters<typeof addAudit>[1] {
  const target = Object.values(params as Record<string, unknown>).join("/"); // every params schema is an object
  return { actor: who.actor, action, target, detail: Object.assign({}, ...notes) };
}

/** What was done is done: a trail that cannot be written is the operator's trouble, and a caller told 500 would do it again. */
async function noteAudit(entry: Parameters<typeof addAudit>[1], deps: Deps): Promise<void> {
  try {
    await addAudit(deps.sql, entry);
  } catch (error) {
    const { actor, action, target } = entry;
    deps.log.error({ actor, action, target, err: error }, "an audit row could not be written");
  }
}

/** Whoever calls, if they may: known, not too often, and in a role that the route takes. */
async function admit(name: RouteName, exchange: Exchange, deps: Deps): Promise<Caller> {
  const { request, response } = exchange;
  const needs = routes[name].auth;
  const who = await callerOf(exchange, deps);
  const { headers, refusal } =
    who === null
      ? deps.limits.api.count(`address:${request.ip ?? ""}`, "from this address")
      : deps.limits.api.count(`${who.kind}:${who.id}`, who.kind === "key" ? "with this key" : "of yours");
  response.set(headers);
  if (refusal !== null) throw refusal;
  if (who === null) {
    throw new ProblemError(401, "Cannot answer: sign in, or send an API key as Authorization: Bearer <key>", {
      headers: { "www-authenticate": "Bearer" },
    });
  }
  if (needs !== "public" && !mayUse(who.role, needs)) {
    throw new ProblemError(403, `Cannot do this as ${who.role}: the role ${needs} is needed`);
  }
  if (who.kind === "person") assertSameOrigin(request, deps.config.publicUrl);
  return who;
}

function parsePart<S extends z.ZodType>(schema: S, value: unknown, part: "path" | "query"): z.output<S> {
  const parsed = schema.safeParse({ ...(value as object) }, { error: sayIssue }); // Express gives an object without prototype
  if (parsed.success) return parsed.data;
  throw new ProblemError(400, `Cannot read the ${part} of the address`, {
    problems: parsed.error.issues.map((issue) => ({
      path: toPointer(issue.path),
      message: issue.message,
    })),
  });
}

async function parseBody<S extends z.ZodType>(schema: S, request: Request): Promise<z.output<S>> {
  if (schema.def.type === "undefined") return undefined as z.output<S>; // the schema of "no body"
  const bytes = await readBody(request, API_BODY_LIMIT);
  const type = request.headers["content-type"];
  if (bytes.length > 0 && type !== undefined && mediaType(type) !== "application/json") {
    throw new ProblemError(415, `Cannot read content type "${type}": send application/json`);
  }
  const parsed = schema.safeParse(bytes.length === 0 ? {} : parseJson(bytes, { limits: DOCUMENT_LIMITS }), {
    error: sayIssue,
  });
  if (parsed.success) return parsed.data;
  throw new ProblemError(422, "Cannot take the body: it does not have the right form", {
    problems: parsed.error.issues.map((issue) => ({
      path: toPointer(issue.path),
      message: issue.message,
    })),
  });
}
