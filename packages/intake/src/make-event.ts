// Events that are made here instead of read: a start by hand, a followed link, an event that a step emits. They get the
// same checks as those from outside, only that they may bear our names.
import type { Json } from "@throughline/flow";
import type { Allowed } from "./check-event.ts";
import { checkEvent } from "./check-event.ts";
import { readJsonText } from "./read-json.ts";
import type { ReadEvents } from "./read-events.ts";
import type { Fault, Refusal } from "./refusal.ts";
import { refuse } from "./refusal.ts";

/** Fields of an event to be made. */
export interface NewEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string | undefined;
  /** When it happened, RFC 3339. */
  readonly time?: string | undefined;
  readonly data: Json;
}

/** Our own source and our own type: what Throughline says itself. */
export const OWN: Allowed = { reservedSource: true, reservedType: true };
/** Our own source, a type that somebody chose: an event that is tried, or emitted by a drawing. */
export const ON_BEHALF: Allowed = { reservedSource: true, reservedType: false };

/** The event, checked and storable, ready to be taken. */
export function makeEvent(fields: NewEvent, allowed: Allowed): ReadEvents | Refusal {
  const text = writeJson(fields.data);
  if (typeof text !== "string") return text;
  const data = readJsonText(text, { base: "/data" });
  if (data.kind === "refused") return data;
  const faults: Fault[] = [];
  const event = checkEvent(
    { ...fields, subject: fields.subject, time: fields.time, data: data.value },
    "",
    faults,
    allowed,
  );
  if (event === null) return { kind: "refused", message: "Cannot take the event: it is not valid", faults };
  return { kind: "events", events: [event], bytes: Buffer.byteLength(JSON.stringify(event)), isList: false };
}

/** The value may come from a step that made it, so it may be deeper than what can be written. */
function writeJson(data: Json): string | Refusal {
  try {
    return JSON.stringify(data) ?? "null";
  } catch (error) {
    const message = "cannot be written as JSON";
    return refuse(
      `Cannot take the event: its data ${message}`,
      { code: "not-storable", path: "/data", message },
      error,
    );
  }
}
