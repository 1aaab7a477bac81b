// The event doors: a plain handler in front of Express, whose routing costs more than all that is done here.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AcceptAnswer } from "@throughline/protocol";
import { ProblemError, toProblem } from "../http/problem.ts";
import { BODY_LIMIT, readBody } from "./body.ts";
import type { GroupCommit } from "./commit.ts";
import { readEvents } from "./events-door.ts";
import type { KeyRing, KnownKey } from "./key-ring.ts";
import { bearerToken } from "./key-ring.ts";
import type { KnownHook } from "./webhook.ts";
import { fromWebhook } from "./webhook.ts";

export interface IntakeDeps {
  readonly commits: GroupCommit;
  readonly keys: KeyRing;
  readonly findHook: (key: string) => Promise<KnownHook | null>;
  /** Told of each answer, for metrics and the log. `error` is set for what nobody foresaw. */
  readonly onAnswer: (door: "events" | "hook", status: number, events: number, error?: unknown) => void;
}

type Door = (request: IncomingMessage, deps: IntakeDeps, path: string) => Promise<AcceptAnswer>;

/** True when it took the request; everything else is Express's. */
export type Intake = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The handler in front of Express. */
export function createIntake(deps: IntakeDeps): Intake {
  return (request, response) => {
    const url = request.url ?? "/";
    if (url.startsWith("/v1/events")) {
      const path = pathOf(url);
      if (path !== "/v1/events") return false;
      run("events", eventsDoor, path, { request, response, deps });
      return true;
    }
    if (url.startsWith("/hooks/")) {
      run("hook", hookDoor, pathOf(url), { request, response, deps });
      return true;
    }
    return false;
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly deps: IntakeDeps;
}

function run(name: "events" | "hook", door: Door, path: string, exchange: Exchange): void {
  const { request, response, deps } = exchange;
  // A caller that goes away must not bring the process down.
  response.on("error", () => undefined);
  if (request.method !== "POST") {
    const problem = new ProblemError(
      405,
      `Cannot ${request.method ?? "read"} "${path}": only POST is taken`,
      { headers: { allow: "POST" } },
    );
    answerProblem(name, problem, exchange);
    return;
  }
  door(request, deps, path).then(
    (answer) => answerAccepted(name, answer, exchange),
    (error: unknown) => answerProblem(name, error, exchange),
  );
}

async function eventsDoor(request: IncomingMessage, deps: IntakeDeps): Promise<AcceptAnswer> {
  const key = await writeKey(request, deps.keys);
  const read = await readEvents(request, key);
  if (read.events.length === 0) return { events: [] };
  return deps.commits.commit({ events: read.events }, read.bytes);
}

async function hookDoor(request: IncomingMessage, deps: IntakeDeps, path: string): Promise<AcceptAnswer> {
  const key = path.slice("/hooks/".length);
  const hook = /^[a-z][a-z0-9-]{0,62}$/.test(key) ? await orUnavailable(deps.findHook(key)) : null;
  if (hook === null || hook.state === "unset") {
    fromWebhook(hook, { headers: request.headers, body: Buffer.alloc(0), nowMs: Date.now() });
  }
  const body = await readBody(request, BODY_LIMIT);
  const event = fromWebhook(hook, { headers: request.headers, body, nowMs: Date.now() });
  return deps.commits.commit({ events: [event] }, body.length);
}

async function writeKey(request: IncomingMessage, keys: KeyRing): Promise<KnownKey> {
  const token = bearerToken(request.headers.authorization);
  const key = token === null ? null : await orUnavailable(keys.find(token));
  if (key === null) {
    throw new ProblemError(
      401,
      "Cannot take events without a write key: send it as Authorization: Bearer <write key>",
      {
        headers: { "www-authenticate": "Bearer" },
      },
    );
  }
  if (key.kind !== "write") {
    throw new ProblemError(
      403,
      `Cannot take events with key "${key.name}": it is an API key, a write key is needed`,
    );
  }
  return key;
}

async function orUnavailable<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    throw new ProblemError(503, "Cannot check the request now: the database does not answer; send it again", {
      headers: { "retry-after": "1" },
      cause: error,
    });
  }
}

function answerAccepted(name: "events" | "hook", answer: AcceptAnswer, { response, deps }: Exchange): void {
  const events = answer.events.map((ref) => ({
    id: ref.id,
    source: ref.source,
    event: String(ref.seq),
    duplicate: ref.duplicate,
  }));
  const body = Buffer.from(JSON.stringify({ events }));
  response.writeHead(202, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
  deps.onAnswer(name, 202, events.length);
}

function answerProblem(name: "events" | "hook", error: unknown, { request, response, deps }: Exchange): void {
  const isForeseen = error instanceof ProblemError;
  const problem = isForeseen
    ? error
    : new ProblemError(
        500,
        `Cannot answer the request: something went wrong here (reference ${randomUUID()})`,
      );
  const body = Buffer.from(JSON.stringify(toProblem(problem)));
  if (!response.headersSent && !response.destroyed) {
    response.writeHead(problem.status, {
      "content-type": "application/problem+json",
      "content-length": body.length,
      ...problem.headers,
    });
    response.end(body);
  }
  // What is left of a refused body is read and dropped, so that the caller sees the answer instead of a broken pipe.
  request.resume();
  if (isForeseen && problem.status < 500) deps.onAnswer(name, problem.status, 0);
  else deps.onAnswer(name, problem.status, 0, isForeseen ? (error.cause ?? error) : error);
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
