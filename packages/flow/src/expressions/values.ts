// The values of expressions: those of JSON, moments and durations. None of them is known by the class of its realm: a
// `Date` of Temporal's sandbox is another one than the `Date` that a library saw when it was loaded.

import { ValueProblem } from "./failure.ts";

/** A moment, in whole ms since 1970. */
export class Moment {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

/** A length of time: whole ms that pass, and days and months of the calendar. None of them has another sign. */
export class Span {
  readonly ms: number;
  readonly days: number;
  readonly months: number;
  constructor(ms: number, days = 0, months = 0) {
    this.ms = ms;
    this.days = days;
    this.months = months;
  }
}

const DAY_MS = 86_400_000;

/** What a value is; `unknown` cannot come from JSON. */
export type Kind =
  | "string"
  | "number"
  | "bool"
  | "null"
  | "list"
  | "map"
  | "timestamp"
  | "duration"
  | "unknown";

/** The kind of a value. */
export function kindOf(value: unknown): Kind {
  const type = typeof value;
  if (type === "string" || type === "number") return type;
  if (type === "boolean") return "bool";
  if (type !== "object") return "unknown";
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (value instanceof Moment) return "timestamp";
  return value instanceof Span ? "duration" : "map";
}

/** What people call a kind. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  string: "text",
  number: "a number",
  bool: "true or false",
  null: "null",
  list: "a list",
  map: "an object",
  timestamp: "a moment",
  duration: "a duration",
  unknown: "no data",
};

/** What a value is, and short ones themselves: `text ("719.99")`. */
export function describe(value: unknown): string {
  const kind = kindOf(value);
  if (typeof value === "string") {
    const letters = Array.from(value);
    const shown = letters.length > 40 ? `${letters.slice(0, 40).join("")}…` : value;
    return `${KIND_WORDS.string} (${JSON.stringify(shown)})`;
  }
  if (typeof value === "number") return `${KIND_WORDS.number} (${value})`;
  return typeof value === "boolean" ? String(value) : KIND_WORDS[kind];
}

/**
 * Whether two values are the same. Of different kinds they are not; lists by their items, objects by their fields.
 * `spend` is told how much is compared.
 */
export function isSame(a: unknown, b: unknown, spend: Spend, depth = 0): boolean {
  if (typeof a === "string" && typeof b === "string") spend(compareCost(a, b));
  if (a === b) return true;
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (a instanceof Moment) return a.at === (b as Moment).at; // the same kind
  if (a instanceof Span) return isSameSpan(a, b as Span); // the same kind
  if (depth > DEEPEST) throw new ValueProblem(TOO_DEEP);
  if (kind === "list") return isSameList(a as readonly unknown[], b as readonly unknown[], spend, depth); // both lists
  return kind === "map" && isSameMap(a as Fields, b as Fields, spend, depth); // both objects
}

type Spend = (cost: number) => void;

/** What it costs to compare two texts. */
export function compareCost(a: string, b: string): number {
  return Math.min(a.length, b.length) / 64;
}

/** Levels of a value that are looked at: the stack of one host is not that of another. */
export const DEEPEST = 300;
export const TOO_DEEP = "a value is nested too deeply";

/** A day is 24 hours long, a month is no number of days. */
function isSameSpan(a: Span, b: Span): boolean {
  return a.months === b.months && a.days * DAY_MS + a.ms === b.days * DAY_MS + b.ms;
}

type Fields = Readonly<Record<string, unknown>>;

function isSameList(a: readonly unknown[], b: readonly unknown[], spend: Spend, depth: number): boolean {
  if (a.length !== b.length) return false;
  spend(a.length);
  return a.every((item, index) => isSame(item, b[index], spend, depth + 1));
}

function isSameMap(a: Fields, b: Fields, spend: Spend, depth: number): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  spend(names.length);
  return names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name], spend, depth + 1));
}
