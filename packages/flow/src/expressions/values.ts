// The values of expressions: those of JSON, moments and durations. None of them is known by the class of its realm: a
// `Date` of Temporal's sandbox is another one than the `Date` that a library saw when it was loaded.

/** A moment, in whole ms since 1970. */
export class Moment {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

/** A length of time, in whole ms. */
export class Span {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

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
export function isSame(a: unknown, b: unknown, spend: (cost: number) => void): boolean {
  if (a === b) return true;
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (a instanceof Moment) return a.at === (b as Moment).at; // the same kind
  if (a instanceof Span) return a.ms === (b as Span).ms; // the same kind
  if (kind === "list") return isSameList(a as readonly unknown[], b as readonly unknown[], spend); // both lists
  return kind === "map" && isSameMap(a as Fields, b as Fields, spend); // both objects
}

type Fields = Readonly<Record<string, unknown>>;

function isSameList(a: readonly unknown[], b: readonly unknown[], spend: (cost: number) => void): boolean {
  if (a.length !== b.length) return false;
  spend(a.length);
  return a.every((item, index) => isSame(item, b[index], spend));
}

function isSameMap(a: Fields, b: Fields, spend: (cost: number) => void): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  spend(names.length);
  return names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name], spend));
}
