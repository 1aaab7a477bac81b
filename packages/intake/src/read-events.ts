// Bytes → events: what a door, and later a broker's bridge, has in its hands becomes events or one refusal that names everything wrong.
import type { FlowEvent, Json } from "@throughline/flow";
import type { BinaryEvent } from "./cloudevents.ts";
import { fromBinary, fromStructured } from "./cloudevents.ts";
import type { PlainDefaults } from "./plain.ts";
import { fromPlain } from "./plain.ts";
import { readJson, readJsonText, readText } from "./read-json.ts";
import type { ReadJson } from "./read-json.ts";
import type { Fault, Refusal } from "./refusal.ts";
import { refuse } from "./refusal.ts";
import { EVENTS_LIMITS } from "./scan-json.ts";

/** Events that one request may carry. */
export const EVENTS_PER_REQUEST = 1_000;

/** Events of one request, checked but for their size. */
export interface ReadEvents {
  readonly kind: "events";
  readonly events: readonly FlowEvent[];
  /** Size of what was sent. */
  readonly bytes: number;
  /** Sent as a list: faults name the event's index. */
  readonly isList: boolean;
  /** Where the list lies in what was sent; absent: it is the whole. */
  readonly listAt?: string;
}

/** The form of a body: `plain` is one event or a list of them, `lines` one to a line, `batch` a list of CloudEvents. */
export type EventForm = "plain" | "lines" | "structured" | "batch";

/** Who sends, as far as it matters to what is read. */
export interface Sender extends PlainDefaults {
  /** The sources it may speak for; empty: any. */
  readonly sources: readonly string[];
}

/** Reads and checks every event of a JSON body. */
export function readEvents(body: Buffer, form: EventForm, sender: Sender): ReadEvents | Refusal {
  const read = form === "lines" ? readLines(body) : readJson(body, { limits: EVENTS_LIMITS });
  if (read.kind === "refused") return read;
  const { value } = read;
  const faults: Fault[] = [];
  const one = (item: Json, path: string): FlowEvent | null =>
    form === "plain" || form === "lines"
      ? fromPlain(item, path, sender, faults)
      : fromStructured(item, path, faults);
  if (!Array.isArray(value)) {
    if (form === "batch") return notAList();
    return settleEvents([one(value, "")], { bytes: body.length, isList: false }, sender, faults);
  }
  if (form === "structured") return notAnObject();
  const list = value as readonly Json[]; // Array.isArray on a JSON value
  if (list.length > EVENTS_PER_REQUEST) return tooMany(list.length);
  const events = list.map((item, index) => one(item, `/${index}`));
  return settleEvents(events, { bytes: body.length, isList: true }, sender, faults);
}

/** One JSON value to a line; blank lines count for nothing. */
function readLines(body: Buffer): ReadJson | Refusal {
  const read = readText(body);
  if (read.kind === "refused") return read;
  const lines = read.text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > EVENTS_PER_REQUEST) return tooMany(lines.length);
  const values: Json[] = [];
  for (const [index, line] of lines.entries()) {
    const value = readJsonText(line, { base: `/${index}` });
    if (value.kind === "refused") return value;
    values.push(value.value);
  }
  return { kind: "json", value: values };
}

/** Reads and checks one CloudEvent in binary mode. */
export function readBinaryEvent(sent: BinaryEvent, sender: Sender): ReadEvents | Refusal {
  const faults: Fault[] = [];
  const event = fromBinary(sent, faults);
  if (event !== null && "faults" in event) return event;
  return settleEvents([event], { bytes: sent.body.length, isList: false }, sender, faults);
}

/** What was read becomes events, if nothing is wrong and the sender may speak for each source. */
export function settleEvents(
  read: readonly (FlowEvent | null)[],
  sent: Omit<ReadEvents, "kind" | "events">,
  { sources }: Sender,
  faults: Fault[],
): ReadEvents | Refusal {
  const events: FlowEvent[] = [];
  for (const [index, event] of read.entries()) {
    if (event === null) continue;
    if (sources.length > 0 && !sources.includes(event.source)) {
      faults.push({
        code: "foreign-source",
        path: `${placeOf(index, sent)}/source`,
        message: `is not one of the sources of this key: ${sources.join(", ")}`,
      });
    }
    events.push(event);
  }
  if (faults.length === 0) return { kind: "events", events, ...sent };
  return {
    kind: "refused",
    message: sent.isList
      ? "Cannot take the events: some are not valid, so none was stored"
      : "Cannot take the event: it is not valid",
    faults,
  };
}

/** The pointer of one event in what was sent. */
export function placeOf(index: number, { isList, listAt = "" }: Omit<ReadEvents, "kind" | "events">): string {
  return isList ? `${listAt}/${index}` : "";
}

function notAList(): Refusal {
  return refuse("Cannot take the batch: it must be a JSON list of events", {
    code: "not-valid",
    path: "",
    message: "must be a list",
  });
}

function notAnObject(): Refusal {
  return refuse("Cannot take the event: it must be a JSON object; send a list of CloudEvents as a batch", {
    code: "not-valid",
    path: "",
    message: "must be an object",
  });
}

/** Refuses a list that holds more events than one request may. */
export function tooMany(count: number): Refusal {
  return refuse(`Cannot take ${count} events in one request: at most ${EVENTS_PER_REQUEST} are taken`, {
    code: "too-many",
    path: "",
    message: `must hold at most ${EVENTS_PER_REQUEST} events`,
  });
}
