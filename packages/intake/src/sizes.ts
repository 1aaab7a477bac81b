import type { FlowEvent } from "@throughline/flow";
import { placeOf } from "./read-events.ts";
import type { ReadEvents } from "./read-events.ts";
import type { Fault, Refusal } from "./refusal.ts";

/** Bytes of JSON that one event may have, whichever way it comes in. */
const EVENT_BYTES = 256 * 1024;
/** JSON writes a control character of a text in six bytes; what a door adds to a body is less than this. */
const ESCAPED = 6;
const ADDED_BYTES = 4 * 1024;

/** Names the events that are too large, or null. Only what might be is measured. */
export function refuseSizes({ events, ...sent }: ReadEvents): Refusal | null {
  const { bytes, isList } = sent;
  if (bytes * ESCAPED + ADDED_BYTES <= EVENT_BYTES) return null;
  const message = `is larger than ${EVENT_BYTES} bytes`;
  const faults = [...events.entries()]
    .filter(([, event]) => isTooLarge(event))
    .map(([index]): Fault => ({ code: "too-large", path: placeOf(index, sent), message }));
  if (faults.length === 0) return null;
  return {
    kind: "refused",
    message: isList
      ? "Cannot take the events: some are not valid, so none was stored"
      : `Cannot take the event: it ${message}`,
    faults,
  };
}

function isTooLarge(event: FlowEvent): boolean {
  return Buffer.byteLength(JSON.stringify(event)) > EVENT_BYTES;
}
