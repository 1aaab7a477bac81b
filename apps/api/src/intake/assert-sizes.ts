import type { FlowEvent } from "@throughline/flow";
import { ProblemError } from "../http/problem.ts";
import type { ReadEvents } from "./front-door.ts";

/** Bytes of JSON that one event may have, whichever way it comes in. */
const EVENT_LIMIT = 256 * 1024;
/** JSON writes a control character of a text in six bytes; what a door adds to a body is less than this. */
const ESCAPED = 6;
const ADDED_BYTES = 4 * 1024;

/** Refuses events that are too large: one with 413, those of a list with 422 and their places. */
export function assertSizes({ events, bytes, isList }: ReadEvents): void {
  if (bytes * ESCAPED + ADDED_BYTES <= EVENT_LIMIT) return;
  const message = `is larger than ${EVENT_LIMIT} bytes`;
  const problems = [...events.entries()]
    .filter(([, event]) => isTooLarge(event))
    .map(([index]) => ({ path: isList ? `/${index}` : "", message }));
  if (problems.length === 0) return;
  if (!isList) throw new ProblemError(413, `Cannot take the event: it ${message}`);
  throw new ProblemError(422, "Cannot take the events: some are not valid, so none was stored", { problems });
}

function isTooLarge(event: FlowEvent): boolean {
  return Buffer.byteLength(JSON.stringify(event)) > EVENT_LIMIT;
}
