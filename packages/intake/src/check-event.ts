// What every way in asks of an event before it may share a commit with others.
import type { EventExtensions, FlowEvent, Json } from "@throughline/flow";
import {
  HOOK_SOURCE_PREFIX,
  HOOK_TYPE_PREFIX,
  readSubject,
  RESERVED_SOURCE_PREFIX,
  RESERVED_TYPE_PREFIX,
} from "@throughline/flow";
import { toPlainText } from "./clean-json.ts";
import { toPointer } from "./json-pointer.ts";
import type { Fault } from "./refusal.ts";

const WORD = /^[\x21-\x7e]{1,256}$/;
/** A name as people give it ("Order Completed"): no control characters, nothing blank at its ends. */
const NAME = /^(?!\s)[^\p{Cc}\p{Zl}\p{Zp}]{1,256}(?<!\s)$/u;
const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** Fields as they were found, not yet believed. */
export interface RawEvent {
  readonly id: unknown;
  readonly source: unknown;
  readonly type: unknown;
  readonly time: unknown;
  readonly subject: unknown;
  readonly data: Json;
  /** Attributes beside the known ones; absent: none. */
  readonly ext?: RawExtensions;
}

/** Extension attributes by name, and the pointer of what holds them, seen from the event. */
export interface RawExtensions {
  readonly at: "" | "/ext";
  readonly values: Readonly<Record<string, unknown>>;
}

/** Which names only Throughline writes an event may bear. */
export interface Allowed {
  readonly reservedSource: boolean;
  readonly reservedType: boolean;
}

const OUTSIDE: Allowed = { reservedSource: false, reservedType: false };

/**
 * The event, or null after naming what is wrong with it; id and subject in their one spelling. `path` is the pointer of the event in what was sent. `data` is
 * taken as it is: whoever read it made it storable.
 */
export function checkEvent(
  raw: RawEvent,
  path: string,
  faults: Fault[],
  allowed: Allowed = OUTSIDE,
): FlowEvent | null {
  const before = faults.length;
  const { id, source, type, time, subject } = raw;
  if (typeof id !== "string" || id.length === 0 || id.length > 256) {
    faults.push(notValid(path, "id", "must be a text of 1 to 256 characters"));
  } else if (id.includes("\u0000")) faults.push(notValid(path, "id", "must not hold U+0000"));
  checkSource(source, path, faults);
  checkType(type, path, faults);
  if (typeof source === "string" && !allowed.reservedSource && isReservedSource(source)) {
    faults.push(notValid(path, "source", reserved(RESERVED_SOURCE_PREFIX, HOOK_SOURCE_PREFIX)));
  }
  if (typeof type === "string" && !allowed.reservedType && isReservedType(type)) {
    faults.push(notValid(path, "type", reserved(RESERVED_TYPE_PREFIX, HOOK_TYPE_PREFIX)));
  }
  const about = subject === undefined ? undefined : checkSubject(subject, path, faults);
  if (time !== undefined && (typeof time !== "string" || !isInstant(time))) {
    faults.push(notValid(path, "time", "must be an RFC 3339 instant such as 2026-11-24T09:30:00Z"));
  }
  const ext = raw.ext === undefined ? undefined : checkExtensions(raw.ext, path, faults);
  if (faults.length > before) return null;
  return {
    id: toPlainText(id as string), // the checks above leave texts only
    source: source as string,
    type: toPlainText(type as string),
    ...(time === undefined ? {} : { time: time as string }),
    ...(about === undefined ? {} : { subject: about }),
    ...(ext === undefined ? {} : { ext }),
    data: raw.data,
  };
}

/** CloudEvents allows texts, whole numbers and booleans there; null says that it is absent. */
function checkExtensions(
  { at: place, values }: RawExtensions,
  path: string,
  faults: Fault[],
): EventExtensions | undefined {
  const kept: [string, string | number | boolean][] = [];
  for (const [name, value] of Object.entries(values)) {
    const at = path + place + toPointer([name]);
    if (value === null || value === undefined) continue;
    if (typeof value === "string") {
      const text = toPlainText(value);
      if (text.includes("\u0000"))
        faults.push({
          code: "not-storable",
          path: at,
          message: "holds the character U+0000, which cannot be stored",
        });
      else kept.push([name, text]);
    } else if (typeof value === "number" || typeof value === "boolean") kept.push([name, value]);
    else {
      const message = "must be a text, a number or true or false; structured values go into data";
      faults.push({ code: "not-valid", path: at, message });
    }
  }
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function checkSource(value: unknown, path: string, faults: Fault[]): void {
  if (typeof value === "string" && WORD.test(value)) return;
  const message = "must be 1 to 256 visible ASCII characters without spaces";
  faults.push(notValid(path, "source", value === undefined ? "is missing" : message));
}

function checkType(value: unknown, path: string, faults: Fault[]): void {
  if (typeof value === "string" && value.length <= 256 && NAME.test(value)) return;
  const message =
    "must be a text of 1 to 256 characters, with no space at its ends and no control characters";
  faults.push(notValid(path, "type", value === undefined ? "is missing" : message));
}

function notValid(path: string, field: keyof RawEvent, message: string): Fault {
  return { code: "not-valid", path: `${path}/${field}`, message };
}

function reserved(ours: string, hooks: string): string {
  return `must not start with "${ours}" or "${hooks}": those are written by Throughline itself`;
}

function isReservedSource(source: string): boolean {
  return source.startsWith(RESERVED_SOURCE_PREFIX) || source.startsWith(HOOK_SOURCE_PREFIX);
}

function isReservedType(type: string): boolean {
  return type.startsWith(RESERVED_TYPE_PREFIX) || type.startsWith(HOOK_TYPE_PREFIX);
}

function checkSubject(subject: unknown, path: string, faults: Fault[]): string | undefined {
  const read = typeof subject === "string" && subject.length > 0 ? readSubject(subject) : null;
  if (read?.ok === true && read.subject.length <= 256) return read.subject;
  const reason = read?.ok === false ? `${read.reason}; it must be` : "must be";
  faults.push(notValid(path, "subject", `${reason} a text of 1 to 256 characters`));
  return undefined;
}

/** True for an RFC 3339 instant of a day that exists. */
export function isInstant(text: string): boolean {
  const parts = TIME.exec(text);
  if (parts === null) return false;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]; // six groups of digits
  if (year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return false;
  if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()) return false;
  const zone = parts[8] ?? "Z";
  return zone.length === 1 || (Number(zone.slice(1, 3)) <= 14 && Number(zone.slice(4)) <= 59);
}
