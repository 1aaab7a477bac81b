// What a schema says of a wrong value, in words for people. Schemas hand `sayIssue` to zod as they parse.
import type { z } from "zod";
import { DURATION_PATTERN } from "./duration.ts";

type Issue = z.core.$ZodRawIssue;

/**
 * The error map of every schema that people's values meet: `schema.safeParse(value, { error: sayIssue })`. The end of a
 * sentence about the field; a schema's own message comes first.
 */
export function sayIssue(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined || issue.input === null
        ? "is missing"
        : `must be ${TYPES[issue.expected] ?? "of another kind"}`;
    case "too_small":
      return saySmall(issue);
    case "too_big":
      return sayBig(issue);
    case "invalid_format":
      return sayFormat(issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `has ${issue.keys.map((key) => `“${key}”`).join(", ")}, which nobody knows here: remove it`;
    case "invalid_union":
      return "is none of what may stand here";
    case "invalid_key":
      return "has a name in it that cannot be one";
    case "invalid_element":
      return "has an entry that cannot be one";
    case "invalid_value":
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(", ")}`;
    case "custom":
      return "cannot be taken as it is";
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "yes or no",
  array: "a list",
  tuple: "a list",
  object: "a group of fields",
  record: "a group of fields",
  null: "empty",
  undefined: "left out",
  never: "left out",
};

const FORMATS: Readonly<Record<string, string>> = {
  email: "an e-mail address, such as ada@example.com",
  url: "a web address, such as https://example.com",
  datetime: "a date and a time, such as 2026-01-05T10:00:00Z",
  date: "a date, such as 2026-01-05",
  time: "a time, such as 10:30",
  duration: "a duration, such as PT30M or P1D",
  uuid: "a UUID",
  json_string: "JSON",
};

/** Patterns that schemas share, by their source. */
const PATTERNS: readonly (readonly [string, string])[] = [
  [DURATION_PATTERN.source, "must be a duration, such as PT30M or P1D"],
  ["^[a-z][a-z0-9-]{0,62}$", "must have 1 to 63 characters a-z, 0-9 and hyphens, a letter first"],
  ["^[A-Za-z][A-Za-z0-9_]{0,62}$", "must have 1 to 63 letters, digits and underscores, a letter first"],
  ["^([01]\\d|2[0-3]):[0-5]\\d$", "must be a time of day, such as 09:30"],
];

function sayFormat(issue: Of<"invalid_format">): string {
  const { format } = issue;
  if (format === "starts_with" && "prefix" in issue) return `must begin with "${String(issue.prefix)}"`;
  if (format === "ends_with" && "suffix" in issue) return `must end with "${String(issue.suffix)}"`;
  if (format === "includes" && "includes" in issue) return `must hold "${String(issue.includes)}"`;
  if (format !== "regex") return `must be ${FORMATS[format] ?? "written in another way"}`;
  const { pattern = "" } = issue;
  return PATTERNS.find(([source]) => pattern.includes(source))?.[1] ?? "is not written as it must be here";
}

type Of<Code extends Issue["code"]> = Extract<Issue, { readonly code: Code }>;

function saySmall({ origin, minimum, inclusive }: Of<"too_small">): string {
  const unit = UNITS[origin];
  if (unit === undefined)
    return inclusive === false ? `must be more than ${said(minimum)}` : `must be ${said(minimum)} or more`;
  return Number(minimum) === 1 ? "must not be empty" : `needs at least ${said(minimum)} ${unit.many}`;
}

function sayBig({ origin, maximum, inclusive }: Of<"too_big">): string {
  const unit = UNITS[origin];
  if (unit === undefined)
    return inclusive === false ? `must be less than ${said(maximum)}` : `must be ${said(maximum)} or less`;
  return `may have at most ${said(maximum)} ${Number(maximum) === 1 ? unit.one : unit.many}`;
}

const UNITS: Readonly<Record<string, { readonly one: string; readonly many: string }>> = {
  string: { one: "character", many: "characters" },
  array: { one: "entry", many: "entries" },
  set: { one: "entry", many: "entries" },
  map: { one: "entry", many: "entries" },
  object: { one: "field", many: "fields" },
  record: { one: "field", many: "fields" },
};

/** Digits in groups, the same in every place where this runs. */
function said(limit: number | bigint): string {
  const text = String(limit);
  return /^-?\d{5,}$/.test(text) ? text.replaceAll(/\B(?=(?:\d{3})+$)/g, ",") : text;
}
