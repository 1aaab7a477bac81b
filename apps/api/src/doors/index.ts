// The event doors: a plain handler in front of Express, whose routing costs more than all that is done here.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Accepted, Intake } from "@throughline/intake";
import { ProblemError, toProblem } from "../http/problem.ts";
import { orRefused } from "../http/refused.ts";
import { eventsDoor } from "./events.ts";
import type { DoorDeps, FrontDoor } from "./front-door.ts";
import { webhookDoor } from "./webhook.ts";

/** Every way in for events from outside; a new door is a file beside this one and a line here. */
export const frontDoors: readonly FrontDoor[] = [eventsDoor, webhookDoor];

/** What the doors stand in front of. */
export interface DoorsDeps extends DoorDeps {
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

function run(door: FrontDoor, path: string, exchange: Exchange): void {
  const { request, response, deps } = exchange;
  // A caller that goes away must not bring the process down.
  response.on("error", () => undefined);
  take(door, path, request, deps).then(
    (answer) => answerAccepted(door.name, answer, exchange),
    (error: unknown) => answerProblem(door.name, error, exchange),
  );
}

async function take(
  door: FrontDoor,
  path: string,
  request: IncomingMessage,
  deps: DoorsDeps,
): Promise<Accepted> {
  if (request.method !== "POST") {
    throw new ProblemError(405, `Cannot ${request.method ?? "read"} "${path}": only POST is taken`, {
      headers: { allow: "POST" },
    });
  }
  const read = orRefused(await door.read(request, path, deps));
  return orRefused(await deps.intake.take(read));
}

function answerAccepted(door: string, answer: Accepted, { response, deps }: Exchange): void {
  const events = answer.events.map((ref) => ({
    id: ref.id,
    source: ref.source,
    event: String(ref.seq),
    duplicate: ref.duplicate,
  }));
  const body = Buffer.from(JSON.stringify({ events }));
  response.writeHead(202, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
  deps.onAnswer(door, 202, events.length);
}

function answerProblem(door: string, error: unknown, { request, response, deps }: Exchange): void {
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
  if (isForeseen && problem.status < 500) deps.onAnswer(door, problem.status, 0);
  else deps.onAnswer(door, problem.status, 0, isForeseen ? (error.cause ?? error) : error);
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
