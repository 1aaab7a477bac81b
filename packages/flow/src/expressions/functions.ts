// Every function that expressions have, with its types: the checker and the evaluation read the same list.
import { momentAt, momentText } from "../time/read-date.ts";
import { readSpan, spanText } from "../time/span-text.ts";
import { ValueProblem } from "./failure.ts";
import { countLetters, letterAt, placeOfLetter } from "./letters.ts";
import { taken } from "./taken.ts";
import { TIME_FUNCTIONS } from "./time-functions.ts";
import type { Kind, Moment, Span } from "./values.ts";

/** A function for some types. */
export interface ExpressionFunction {
  readonly name: string;
  /** In the checker's types: `string.contains(string): bool`. */
  readonly signature: string;
  /** What stands before the dot, where something does. */
  readonly receiver: Kind | "any" | null;
  readonly takes: readonly (Kind | "any")[];
  /** Is given the receiver first. Throws ValueProblem for a value that it cannot take. */
  readonly call: (...values: never[]) => unknown;
  /** Is given the clocks before everything else. */
  readonly readsClocks?: true;
}

const TIMESTAMP = "google.protobuf.Timestamp";
const DURATION = "google.protobuf.Duration";

/** The checker's name of a type as a kind. */
const KINDS: Readonly<Record<string, Kind | "any">> = {
  string: "string",
  double: "number",
  bool: "bool",
  list: "list",
  "list<string>": "list",
  map: "map",
  [TIMESTAMP]: "timestamp",
  [DURATION]: "duration",
  dyn: "any",
};

/** Longest text and list that an expression makes. */
const MAX_MADE = 1_000_000;

/** Every form of every function. */
export const FUNCTIONS: readonly ExpressionFunction[] = [
  form("dyn(dyn): dyn", (value: unknown) => value),
  ...sizes(),
  form("int(double): double", (value: number) => toSafe(Math.trunc(value), value)),
  form("int(string): double", toWhole),
  form("double(double): double", (value: number) => value),
  form("double(string): double", toNumber),
  form("bool(bool): bool", (value: boolean) => value),
  form("bool(string): bool", toBool),
  form("string(string): string", (value: string) => value),
  form("string(double): string", String),
  form("string(bool): string", String),
  form(`string(${TIMESTAMP}): string`, momentText),
  form(`string(${DURATION}): string`, spanText),
  form(`timestamp(double): ${TIMESTAMP}`, (seconds: number) => taken(momentAt(seconds * 1000))),
  form(`timestamp(${TIMESTAMP}): ${TIMESTAMP}`, (value: Moment) => value),
  form(`duration(string): ${DURATION}`, (text: string) => taken(readSpan(text))),
  form(`duration(${DURATION}): ${DURATION}`, (value: Span) => value),
  form("string.contains(string): bool", (text: string, part: string) => text.includes(part)),
  form("string.startsWith(string): bool", (text: string, part: string) => text.startsWith(part)),
  form("string.endsWith(string): bool", (text: string, part: string) => text.endsWith(part)),
  form("string.lowerAscii(): string", (text: string) => text.toLowerCase()),
  form("string.upperAscii(): string", (text: string) => text.toUpperCase()),
  form("string.trim(): string", (text: string) => text.trim()),
  form("string.indexOf(string): double", (text: string, part: string) => letterAt(text, text.indexOf(part))),
  form("string.indexOf(string, double): double", (text: string, part: string, from: number) =>
    letterAt(text, text.indexOf(part, placeIn(text, from, "indexOf"))),
  ),
  form("string.lastIndexOf(string): double", (text: string, part: string) =>
    letterAt(text, text.lastIndexOf(part)),
  ),
  form("string.lastIndexOf(string, double): double", (text: string, part: string, from: number) =>
    letterAt(text, text.lastIndexOf(part, placeIn(text, from, "lastIndexOf"))),
  ),
  form("string.substring(double): string", (text: string, start: number) => partOf(text, start)),
  form("string.substring(double, double): string", partOf),
  form("string.split(string): list<string>", partsOf),
  form("string.split(string, double): list<string>", splitAtMost),
  form("list<string>.join(): string", (list: readonly unknown[]) => joined(list, "")),
  form("list<string>.join(string): string", joined),
  ...TIME_FUNCTIONS.map(([signature, call]) => ({ ...form(signature, call), readsClocks: true as const })),
];

/** Functions by name; a call with a receiver is another one than a call without. */
export const FUNCTIONS_BY_NAME: ReadonlyMap<string, readonly ExpressionFunction[]> = byName(FUNCTIONS);

/** Text of a length that may be made. */
export function madeText(text: string): string {
  if (text.length <= MAX_MADE) return text;
  throw new ValueProblem(`an expression makes text of at most ${MAX_MADE} characters`);
}

/** A list of a length that may be made. */
export function madeList(list: readonly unknown[]): readonly unknown[] {
  if (list.length <= MAX_MADE) return list;
  throw new ValueProblem(`an expression makes lists of at most ${MAX_MADE} items`);
}

function byName(
  functions: readonly ExpressionFunction[],
): ReadonlyMap<string, readonly ExpressionFunction[]> {
  const names = new Set(functions.map(({ name }) => name));
  return new Map([...names].map((name) => [name, functions.filter((one) => one.name === name)]));
}

function form(signature: string, call: (...values: never[]) => unknown): ExpressionFunction {
  const parts = /^(?:(.+)\.)?(\w+)\((.*)\): /.exec(signature);
  const [, receiver, name = "", takes = ""] = parts ?? [];
  return {
    name,
    signature,
    receiver: receiver === undefined ? null : toKind(receiver),
    takes: takes === "" ? [] : takes.split(", ").map(toKind),
    call,
  };
}

function toKind(type: string): Kind | "any" {
  return KINDS[type] ?? "any";
}

function sizes(): readonly ExpressionFunction[] {
  const measures = {
    string: countLetters,
    list: (list: readonly unknown[]) => list.length,
    map: (map: object) => Object.keys(map).length,
  };
  return Object.entries(measures).flatMap(([type, measure]) => [
    form(`size(${type}): double`, measure),
    form(`${type}.size(): double`, measure),
  ]);
}

function toWhole(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new ValueProblem(`${quoted(text)} is not a whole number`);
  return toSafe(Number(text), text);
}

/** Two long ids must not become one number: beyond 2^53 they are texts. */
function toSafe(whole: number, from: string | number): number {
  if (Number.isSafeInteger(whole)) return whole + 0;
  throw new ValueProblem(`int() cannot hold ${String(from).slice(0, 40)}: beyond 2^53 compare it as text`);
}

function toNumber(text: string): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text))
    throw new ValueProblem(`${quoted(text)} is not a number, one is written as 719.99`);
  const number = Number(text);
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number + 0;
  throw new ValueProblem(`double() cannot hold ${text.slice(0, 40)}: beyond 2^53 compare it as text`);
}

function toBool(text: string): boolean {
  const word = text.toLowerCase();
  if (word === "true" || word === "t" || word === "1") return true;
  if (word === "false" || word === "f" || word === "0") return false;
  throw new ValueProblem(`${quoted(text)} is neither "true" nor "false"`);
}

function partOf(text: string, start: number, end?: number): string {
  const size = countLetters(text);
  const until = end ?? size;
  const areWhole = Number.isInteger(start) && Number.isInteger(until);
  if (areWhole && start >= 0 && start <= until && until <= size)
    return text.slice(placeOfLetter(text, start), placeOfLetter(text, until));
  throw new ValueProblem(`substring() wants places between 0 and ${size}, in order`);
}

function placeIn(text: string, place: number, name: string): number {
  const size = countLetters(text);
  if (Number.isInteger(place) && place >= 0 && place <= size) return placeOfLetter(text, place);
  throw new ValueProblem(`${name}() wants a place between 0 and ${size}`);
}

function partsOf(text: string, separator: string): readonly string[] {
  return separator === "" ? Array.from(text) : text.split(separator);
}

/** At most `limit` parts; the last one holds the rest. */
function splitAtMost(text: string, separator: string, limit: number): readonly string[] {
  const parts = partsOf(text, separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return limit < 1 ? [] : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

function joined(list: readonly unknown[], separator: string): string {
  const other = list.findIndex((item) => typeof item !== "string");
  if (other !== -1)
    throw new ValueProblem(
      `join() wants a list of text, item ${other} is none: list.map(x, string(x)).join(…)`,
    );
  const length = list.length * separator.length;
  return madeText(length > MAX_MADE ? " ".repeat(MAX_MADE + 1) : list.join(separator));
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
