// What the clients of Segment's tracking API send: one call or a batch of them, whatever the content type says.
import { createHash, randomUUID } from "node:crypto";
import { IDENTIFY_TYPE, isJsonObject } from "@throughline/flow";
import type { FlowEvent, Json, JsonObject } from "@throughline/flow";
import { checkEvent, isInstant } from "./check-event.ts";
import { toPointer } from "./json-pointer.ts";
import { readJson } from "./read-json.ts";
import { EVENTS_PER_REQUEST, settleEvents, tooMany } from "./read-events.ts";
import type { ReadEvents, Sender } from "./read-events.ts";
import type { Fault, Refusal } from "./refusal.ts";
import { DOCUMENT_LIMITS, EVENT_LIMITS } from "./scan-json.ts";

/** The calls that there are. `track` alone takes its event's type from the caller. */
const CALLS = {
  track: null,
  identify: IDENTIFY_TYPE,
  page: "page",
  screen: "screen",
  group: "group",
  alias: "alias",
} as const;

/** The name of a call. */
export type SegmentCall = keyof typeof CALLS;

/** What a request carries beside its calls' own fields: it is for us, not for the flows, and the key is a secret. */
const ENVELOPE = new Set(["writeKey", "sentAt", "_metadata", "type", "event", "messageId"]);
/** Clocks that differ less are taken as equal: the rest is the way here. */
const SKEW_MS = 5_000;
const NAME_LENGTH = 256;

/** A body as it was read: the key in it is for those who can send no header. */
export interface SegmentBody {
  readonly kind: "segment";
  readonly value: JsonObject;
  readonly bytes: number;
  readonly writeKey: string | undefined;
}

/** Reads the body of a call or a batch. */
export function readSegment(body: Buffer): SegmentBody | Refusal {
  // A batch holds up to a thousand events, and each of them is counted below.
  const read = readJson(body, { limits: DOCUMENT_LIMITS, nul: "replace" });
  if (read.kind === "refused") return read;
  const { value } = read;
  if (!isJsonObject(value)) return refuseForm("must be a JSON object");
  const writeKey = value["writeKey"];
  return {
    kind: "segment",
    value,
    bytes: body.length,
    writeKey: typeof writeKey === "string" ? writeKey : undefined,
  };
}

/** The events of a call (`call` from the address) or of a batch (null), in order. */
export function segmentEvents(
  { value, bytes }: SegmentBody,
  call: SegmentCall | null,
  sender: Sender,
  nowMs: number,
): ReadEvents | Refusal {
  const faults: Fault[] = [];
  const skewMs = skewOf(value["sentAt"], nowMs);
  if (call !== null) {
    const event = toEvent({ ...value, type: call }, "", { sender, skewMs }, faults);
    return settleEvents([event], { bytes, isList: false }, sender, faults);
  }
  const { batch } = value;
  if (!Array.isArray(batch)) return refuseForm('must have a list "batch"');
  const list = batch as readonly Json[]; // Array.isArray on a JSON value
  if (list.length > EVENTS_PER_REQUEST) return tooMany(list.length);
  const events = list.map((item, index) => toEvent(item, `/batch/${index}`, { sender, skewMs }, faults));
  return settleEvents(events, { bytes, isList: true, listAt: "/batch" }, sender, faults);
}

function toEvent(
  value: Json,
  path: string,
  { sender, skewMs }: { readonly sender: Sender; readonly skewMs: number },
  faults: Fault[],
): FlowEvent | null {
  if (!isJsonObject(value)) {
    faults.push({ code: "not-valid", path, message: "must be a call: a JSON object with a type" });
    return null;
  }
  const call = value["type"];
  if (typeof call !== "string" || !Object.hasOwn(CALLS, call)) {
    const message = `must be one of ${Object.keys(CALLS).join(", ")}`;
    faults.push({ code: "not-valid", path: `${path}/type`, message });
    return null;
  }
  const name = CALLS[call as SegmentCall] ?? textOf(value["event"]); // one of its keys
  if (name === undefined) {
    faults.push({ code: "not-valid", path: `${path}/event`, message: "must be the name of what happened" });
    return null;
  }
  if (countKeys(value) > EVENT_LIMITS.keys) {
    faults.push({ code: "too-complex", path, message: `more than ${EVENT_LIMITS.keys} keys` });
    return null;
  }
  const before = faults.length;
  const found: Fault[] = [];
  const event = checkEvent(
    {
      id: idOf(value["messageId"]),
      source: sender.source,
      type: name,
      time: timeOf(value, skewMs),
      subject: subjectOf(value),
      data: Object.fromEntries(Object.entries(value).filter(([field]) => !ENVELOPE.has(field))),
    },
    path,
    found,
  );
  faults.push(...found.map((fault) => ({ ...fault, path: renamed(fault.path, path) })));
  return faults.length > before ? null : event;
}

/** Of a value that was scanned, so it is not deep. */
function countKeys(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  const items = Object.values(value) as readonly Json[]; // of a value that was read from a text
  const own = Array.isArray(value) ? 0 : items.length;
  return items.reduce<number>((sum, item) => sum + countKeys(item), own);
}

/** Places are named as the sender knows them. */
function renamed(at: string, path: string): string {
  const field = at.slice(path.length + 1);
  const names: Readonly<Record<string, string>> = { type: "event", id: "messageId", subject: "userId" };
  return path + toPointer([names[field] ?? field]);
}

/** Without an id nobody can send it again, so it is new each time. One that is too long is known by its hash. */
function idOf(messageId: Json | undefined): string {
  const id = textOf(messageId);
  if (id === undefined) return randomUUID();
  return id.length <= NAME_LENGTH ? id : createHash("sha256").update(id).digest("hex");
}

/** Who it is about: the user once known, before that the browser or device. */
function subjectOf(value: JsonObject): string | undefined {
  return textOf(value["userId"]) ?? textOf(value["anonymousId"]);
}

/** A text, or a number that was meant as one; undefined where there is nothing. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text;
}

/** When it happened by our clock. A time that cannot be read is left out: the client would not send it otherwise again. */
function timeOf(value: JsonObject, skewMs: number): string | undefined {
  const said = [value["originalTimestamp"], value["timestamp"]].find(
    (time) => typeof time === "string" && isInstant(time),
  );
  if (typeof said !== "string") return undefined;
  if (Math.abs(skewMs) < SKEW_MS) return said;
  const saidMs = Date.parse(said); // a leap second is none to it
  return Number.isNaN(saidMs) ? said : new Date(saidMs + skewMs).toISOString();
}

/** How far the sender's clock is behind ours, in milliseconds. */
function skewOf(sentAt: Json | undefined, nowMs: number): number {
  if (typeof sentAt !== "string" || !isInstant(sentAt)) return 0;
  const sentMs = Date.parse(sentAt);
  return Number.isNaN(sentMs) ? 0 : nowMs - sentMs;
}

function refuseForm(message: string): Refusal {
  return {
    kind: "refused",
    message: `Cannot take the call: it ${message}`,
    faults: [{ code: "not-valid", path: "", message }],
  };
}
