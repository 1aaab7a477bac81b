// The event doors: a plain handler in front of Express, whose routing costs more than all that is done here.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Accepted, Intake } from "@throughline/intake";
import { drainBody } from "../http/drain-body.ts";
import { ProblemError, toProblem } from "../http/problem.ts";
import type { RateLimit } from "../http/rate-limit.ts";
import { orRefused } from "../http/refused.ts";
import { eventsDoor } from "./events.ts";
import { crossOriginHeaders, preflight } from "./cross-origin.ts";
import type { DoorAnswer, DoorDeps, FrontDoor } from "./front-door.ts";
import { segmentDoor } from "./segment.ts";
import { webhookDoor } from "./webhook.ts";

export type { KeptCall } from "./front-door.ts";
export { readCallBody } from "./read-body.ts";
export { mapEvents } from "./webhook.ts";

/** Every way in for events from outside; a new door is a file beside this one and a line here. */
export const frontDoors: readonly FrontDoor[] = [eventsDoor, segmentDoor, webhookDoor];

/** What the doors stand in front of. */
export interface DoorsDeps extends Omit<DoorDeps, "count"> {
  readonly limit: RateLimit;
  readonly intake: Pick<Intake, "take">;
  /** Told of each answer, for metrics and the log. `error` is set for what nobody foresaw. */
  readonly onAnswer: (door: string, status: number, events: number, error?: unknown) => void;
}

/** True when it took the request; everything else is Express's. */
export type Doors = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The handler in front of Express. */
export function createDoors(deps: DoorsDeps): Doors {
  return (request, response) => {
    const path = pathOf(request.url ?? "/");
    const door = frontDoors.find((one) => one.takes(path));
    if (door === undefined) return false;
    run(door, path, { request, response, deps });
    return true;
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly deps: DoorsDeps;
}

type Headers = Readonly<Record<string, string>>;

function run(door: FrontDoor, path: string, exchange: Exchange): void {
  // A caller that goes away must not bring the process down.
  exchange.response.on("error", () => undefined);
  void answer(door, path, exchange);
}

async function answer(door: FrontDoor, path: string, exchange: Exchange): Promise<void> {
  const { request, response, deps } = exchange;
  const headers: Record<string, string> = {};
  const count: DoorDeps["count"] = (caller, who) => {
    const counted = deps.limit.count(caller, who);
    Object.assign(headers, counted.headers);
    if (counted.refusal !== null) throw counted.refusal;
  };
  try {
    if (door.fromPages) Object.assign(headers, await crossOriginHeaders(request, deps));
    if (door.fromPages && isPreflight(request)) {
      response.writeHead(204, preflight(request, headers)).end();
      deps.onAnswer(door.name, 204, 0);
      return;
    }
    const taken = await take(door, path, request, { ...deps, count });
    if (taken.kind === "answer") answerQuestion(door.name, taken, exchange, headers);
    else answerAccepted(door, taken, exchange, headers);
  } catch (error) {
    await answerProblem(door.name, error, exchange, headers);
  }
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

async function take(
  door: FrontDoor,
  path: string,
  request: IncomingMessage,
  deps: DoorDeps & Pick<DoorsDeps, "intake">,
): Promise<Accepted | DoorAnswer> {
  if (request.method !== "POST") {
    throw new ProblemError(405, `Cannot ${request.method ?? "read"} "${path}": only POST is taken`, {
      headers: { allow: "POST" },
    });
  }
  const read = orRefused(await door.read(request, path, deps));
  return read.kind === "answer" ? read : orRefused(await deps.intake.take(read));
}

function answerQuestion(
  door: string,
  answer: DoorAnswer,
  { response, deps }: Exchange,
  headers: Headers,
): void {
  const body = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length, ...headers });
  response.end(body);
  deps.onAnswer(door, 200, 0);
}

function answerAccepted(
  door: FrontDoor,
  accepted: Accepted,
  { response, deps }: Exchange,
  headers: Headers,
): void {
  const events = accepted.events.map((ref) => ({
    id: ref.id,
    source: ref.source,
    event: String(ref.seq),
    duplicate: ref.duplicate,
  }));
  const { status, fields } = door.says ?? { status: 202, fields: {} };
  const body = Buffer.from(JSON.stringify({ ...fields, events }));
  response.writeHead(status, {
    ...headers,
    "content-type": "application/json",
    "content-length": body.length,
  });
  response.end(body);
  deps.onAnswer(door.name, status, events.length);
}

async function answerProblem(
  door: string,
  error: unknown,
  { request, response, deps }: Exchange,
  headers: Headers,
): Promise<void> {
  const isForeseen = error instanceof ProblemError;
  const problem = isForeseen
    ? error
    : new ProblemError(
        500,
        `Cannot answer the request: something went wrong here (reference ${randomUUID()})`,
      );
  if (isForeseen && problem.status < 500) deps.onAnswer(door, problem.status, 0);
  else deps.onAnswer(door, problem.status, 0, isForeseen ? (error.cause ?? error) : error);
  const body = Buffer.from(JSON.stringify(toProblem(problem)));
  const isWhole = await drainBody(request);
  if (response.headersSent || response.destroyed) return;
  response.writeHead(problem.status, {
    ...headers,
    "content-type": "application/problem+json",
    "content-length": body.length,
    ...(isWhole ? {} : { connection: "close" }),
    ...problem.headers,
  });
  response.end(body);
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
