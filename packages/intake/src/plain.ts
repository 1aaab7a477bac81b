// The shortest way in: `{type, subject?, data?, id?, source?, time?, ext?}` or a list of them.
import { randomUUID } from "node:crypto";
import { isJsonObject } from "@throughline/flow";
import type { FlowEvent, Json } from "@throughline/flow";
import { checkEvent } from "./check-event.ts";
import type { RawExtensions } from "./check-event.ts";
import { ATTRIBUTE, fromStructured, notAName } from "./cloudevents.ts";
import { toPointer } from "./json-pointer.ts";
import type { Fault } from "./refusal.ts";

const FIELDS = new Set(["type", "subject", "data", "id", "source", "time", "ext"]);

export interface PlainDefaults {
  /** Source of an event that names none. */
  readonly source: string;
  /** The id of an event that has none; in a list each gets its own from it. Undefined: a random one. */
  readonly idempotencyKey: string | undefined;
}

/** One plain event; one that carries `specversion` is read as a CloudEvent. */
export function fromPlain(
  value: Json,
  path: string,
  defaults: PlainDefaults,
  faults: Fault[],
): FlowEvent | null {
  if (!isJsonObject(value)) {
    faults.push({ code: "not-valid", path, message: "must be an event: a JSON object with a type" });
    return null;
  }
  const event = value;
  if (event["specversion"] !== undefined) return fromStructured(event, path, faults);
  const before = faults.length;
  for (const name of Object.keys(event)) {
    if (!FIELDS.has(name)) {
      faults.push({
        code: "not-valid",
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
      ...extOf(event["ext"], path, faults),
    },
    path,
    faults,
  );
  return faults.length > before ? null : checked;
}

/** Extensions as an object beside the fields, by the names that CloudEvents allows. */
function extOf(value: Json | undefined, path: string, faults: Fault[]): { readonly ext?: RawExtensions } {
  if (value === undefined || value === null) return {};
  const at = `${path}/ext`;
  if (!isJsonObject(value)) {
    faults.push({ code: "not-valid", path: at, message: "must be an object of attributes" });
    return {};
  }
  for (const name of Object.keys(value)) {
    if (!ATTRIBUTE.test(name)) faults.push(notAName(at, name));
  }
  return { ext: { at: "/ext", values: value } };
}

/** In a list every event gets its own id from the one key, so that a repeat of the request repeats each of them. */
function generatedId(path: string, defaults: PlainDefaults): string {
  return defaults.idempotencyKey === undefined ? randomUUID() : defaults.idempotencyKey + path;
}
