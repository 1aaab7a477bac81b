// The shortest way in: `{type, subject?, data?, id?, source?, time?}` or a list of them.
import { randomUUID } from "node:crypto";
import type { FlowEvent, Json, JsonObject } from "@throughline/flow";
import { toPointer } from "../http/json-pointer.ts";
import type { PathProblem } from "../http/problem.ts";
import { checkEvent } from "./check-event.ts";
import { fromStructured } from "./cloudevents.ts";

const FIELDS = new Set(["type", "subject", "data", "id", "source", "time"]);

export interface PlainDefaults {
  /** Source of an event that names none. */
  readonly source: string;
  /** Header Idempotency-Key: the id of an event that has none. */
  readonly idempotencyKey: string | undefined;
}

/** One plain event; one that carries `specversion` is read as a CloudEvent. */
export function fromPlain(
  value: Json,
  path: string,
  defaults: PlainDefaults,
  problems: PathProblem[],
): FlowEvent | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    problems.push({ path, message: "must be an event: a JSON object with a type" });
    return null;
  }
  const event = value as JsonObject; // arrays were returned above
  if (event["specversion"] !== undefined) return fromStructured(event, path, problems);
  const before = problems.length;
  for (const name of Object.keys(event)) {
    if (!FIELDS.has(name)) {
      problems.push({
        path: path + toPointer([name]),
        message: "is no field of an event; your own values go into data",
      });
    }
  }
  const checked = checkEvent(
    {
      id: event["id"] ?? generatedId(path, defaults),
      source: event["source"] ?? defaults.source,
      type: event["type"],
      time: event["time"] ?? undefined,
      subject: event["subject"] ?? undefined,
      data: event["data"] ?? null,
    },
    path,
    problems,
  );
  return problems.length > before ? null : checked;
}

/** In a list every event gets its own id from the one header, so that a repeat of the request repeats each of them. */
function generatedId(path: string, defaults: PlainDefaults): string {
  return defaults.idempotencyKey === undefined ? randomUUID() : defaults.idempotencyKey + path;
}
