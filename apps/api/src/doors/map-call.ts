// What becomes of a verified call: type, subject, time and data, by the hook's mapping or by what the preset knows.
import type { HookMapping } from "@throughline/contract";
import type { Json, JsonObject } from "@throughline/flow";
import {
  evaluate,
  HOOK_TYPE_PREFIX,
  hookType,
  MAX_SUBJECT_CHARS,
  readSubject,
  RESERVED_TYPE_PREFIX,
} from "@throughline/flow";
import type { Refusal } from "@throughline/intake";
import { numberText, readPointer } from "./read-pointer.ts";
import type { Known } from "./signatures/signature.ts";
import { toMs } from "./signatures/signature.ts";

/** A call as the expressions of a mapping see it. */
export interface CallScope {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly known: Known;
}

/** The event that a call is, but for its identity. */
export interface MappedCall {
  readonly kind: "mapped";
  readonly type: string;
  readonly subject: string | undefined;
  readonly time: string | undefined;
  readonly data: Json;
}

const TYPE_CHARS = 256;

/** Maps one event of a call for the hook of this key. */
export function mapCall(key: string, mapping: HookMapping, call: CallScope): MappedCall | Refusal {
  const read = (field: keyof HookMapping): Json | undefined => {
    const text = mapping[field];
    return text === undefined ? undefined : readValue(field, text, call);
  };
  const { known } = call;
  try {
    const mappedType = read("type");
    const subject = mapping.subject === undefined ? known.subject : read("subject");
    const time = mapping.time === undefined ? known.time : read("time");
    const data = mapping.data === undefined ? known.body : read("data");
    return {
      kind: "mapped",
      type: isNothing(mappedType) ? knownType(key, mapping, known) : ownType(key, mappedType),
      subject: isNothing(subject) ? undefined : subjectText(subject, mapping.subject !== undefined),
      time: isNothing(time) ? undefined : timeText(time),
      data: data ?? null,
    };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return {
      kind: "refused",
      message: `Cannot read the call for webhook "${key}": its ${error.field} ${error.message}`,
      faults: [{ code: "not-valid", path: `/${error.field}`, message: error.message }],
    };
  }
}

/** Caught where the mapping is done: what a field of it gave cannot be used. */
class MappingError extends Error {
  readonly field: keyof HookMapping;

  constructor(field: keyof HookMapping, message: string) {
    super(message);
    this.field = field;
  }
}

function readValue(
  field: keyof HookMapping,
  text: string,
  { headers, query, known }: CallScope,
): Json | undefined {
  if (text.startsWith("/")) return readPointer(known.body, text);
  const { body, ...found } = known;
  const scope: JsonObject = { headers, query, body, known: { ...found } };
  const result = evaluate(text, scope);
  if (result.ok) return result.value;
  throw new MappingError(field, `cannot be read by ${quote(text)}: ${result.message}`);
}

function isNothing(value: Json | undefined): value is null | undefined | "" {
  return value === undefined || value === null || value === "";
}

/** The type of the hook, with what the preset knows after it unless the mapping says otherwise. */
function knownType(key: string, mapping: HookMapping, known: Known): string {
  const more = mapping.type === undefined ? known.type : undefined;
  const type =
    more === undefined ? hookType(key) : `${hookType(key)}.${more.replaceAll(/[^\x21-\x7e]+/g, "_")}`;
  return type.slice(0, TYPE_CHARS);
}

/** A type of the mapping's own: not one that Throughline writes itself, nor that of another webhook. */
function ownType(key: string, value: Json): string {
  if (typeof value !== "string" || !/^[\x21-\x7e]{1,256}$/.test(value))
    throw new MappingError(
      "type",
      `is ${describe(value)}, 1 to 256 visible ASCII characters without spaces would be right`,
    );
  const own = hookType(key);
  const isOurs = value.startsWith(RESERVED_TYPE_PREFIX);
  const isOthers = value.startsWith(HOOK_TYPE_PREFIX) && value !== own && !value.startsWith(`${own}.`);
  if (isOurs || isOthers)
    throw new MappingError(
      "type",
      `is ${quote(value)}, which only ${isOurs ? "Throughline itself" : "another webhook"} may write`,
    );
  return value;
}

/** What a mapping gives is wanted as it is; what a preset only guessed is left out where it does not fit. */
function subjectText(value: Json, isMapped: boolean): string | undefined {
  const text = typeof value === "number" ? numberText(value) : value;
  const read = typeof text === "string" ? readSubject(text) : null;
  if (read?.ok === true && read.subject.length <= MAX_SUBJECT_CHARS) return read.subject;
  if (!isMapped) return undefined;
  if (read?.ok === false) throw new MappingError("subject", read.reason);
  throw new MappingError(
    "subject",
    `is ${describe(value)}, a number or a text of at most ${MAX_SUBJECT_CHARS} characters would be right`,
  );
}

function timeText(value: Json): string {
  const ms = typeof value === "number" || typeof value === "string" ? toMs(String(value)) : null;
  if (ms !== null) return new Date(ms).toISOString();
  throw new MappingError(
    "time",
    `is ${describe(value)}, an instant such as 2026-11-24T09:30:00Z or seconds since 1970 would be right`,
  );
}

function describe(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return value === null ? "null" : "an object";
  if (typeof value === "string")
    return value.length > 80 ? `a text of ${value.length} characters` : quote(value);
  return String(value);
}

function quote(text: string): string {
  return `"${text.length > 120 ? `${text.slice(0, 120)}…` : text}"`;
}
