// The check at publish and in the editor: syntax, names, types, each with its place in the text.
import type { Environment } from "@marcbachmann/cel-js";
import type { JsonObject } from "../json.ts";
import { adviseOn } from "../names.ts";
import { zoneProblem } from "../time/host-zones.ts";
import { readDate } from "../time/read-date.ts";
import { readSpan } from "../time/span-text.ts";
import { codeOf, parseExpression, rangeOf, typeErrorWords } from "./cel.ts";
import type { NamedZone } from "./cel.ts";
import { lookUp, toCelType } from "./declared-types.ts";
import type { CelType, DeclaredTypes } from "./declared-types.ts";
import { checkParsed, createEnvironment, parseIn } from "./environment.ts";
import { evaluate } from "./on-host.ts";
import { numberAsDuration } from "./number-as-duration.ts";
import { kindOfType } from "./say-type-error.ts";
import type { Kind } from "./values.ts";
import { KIND_WORDS } from "./values.ts";
import type { Reference } from "./syntax-tree.ts";

/** What the place of an expression wants. */
export type ExpectedType = "bool" | "string" | "number" | "duration" | "moment" | "any";

/** One finding about an expression; offsets are characters of its text. */
export interface ExpressionFinding {
  readonly code: "expression-syntax" | "unknown-reference" | "expression-type";
  readonly message: string;
  readonly offset: number;
  readonly endOffset: number;
}

/** Checks an expression against what it may refer to and what its place wants. Empty: it is fine. Never throws. */
export function checkExpression(
  text: string,
  types: DeclaredTypes,
  expected: ExpectedType = "any",
): readonly ExpressionFinding[] {
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    const { kind, message, offset, endOffset } = parsed;
    return [{ code: `expression-${kind}`, message, offset, endOffset }];
  }
  const unknown = [
    ...parsed.references.flatMap((reference) => findUnknown(text, reference, types)),
    ...parsed.zones.flatMap(findNoZone),
  ];
  if (unknown.length > 0) return unknown;
  const found = checkTypes(text, narrow(types, parsed.references), expected);
  return found.length > 0 || parsed.references.length > 0 ? found : checkConstant(text, expected);
}

function findUnknown(
  text: string,
  { path, offset, endOffset }: Reference,
  types: DeclaredTypes,
): readonly ExpressionFinding[] {
  const found = lookUp(types, path);
  if (found.kind !== "impossible") return [];
  const name = path.slice(0, found.index + 1).join(".");
  const advice = adviseOnDash(text.slice(0, endOffset)) ?? adviseOn(path[found.index] ?? "", found.names);
  return [
    {
      code: "unknown-reference",
      message: `${name} cannot exist here${advice === "" ? "" : `. ${advice}`}`,
      offset,
      endOffset,
    },
  ];
}

/** `trigger.data.utm-source` takes one name from another. */
function adviseOnDash(before: string): string | null {
  const [, holder = "", name = ""] = /([A-Za-z_][\w.]*)\.(\w+(?:-\w+)+)$/.exec(before) ?? [];
  return name === "" ? null : `A field with - in its name is read in brackets: ${holder}['${name}'].`;
}

function findNoZone({ zone, offset, endOffset }: NamedZone): readonly ExpressionFinding[] {
  const problem = zoneProblem(zone);
  return problem === null ? [] : [{ code: "expression-type", message: problem, offset, endOffset }];
}

/** A text that reads no data is no date or no duration now, or never. */
function checkConstant(text: string, expected: ExpectedType): readonly ExpressionFinding[] {
  if (expected !== "moment" && expected !== "duration") return [];
  const value = evaluate(text, {});
  if (!value.ok || typeof value.value !== "string") return [];
  const read = expected === "moment" ? readDate(value.value) : readSpan(value.value);
  return read.ok
    ? []
    : [{ code: "expression-type", message: read.message, offset: 0, endOffset: text.length }];
}

/** Only the roots and steps that the expression names: to declare one costs more than to check a use of it. */
function narrow(types: DeclaredTypes, references: readonly Reference[]): DeclaredTypes {
  const roots = new Set(references.map(({ path: [root = ""] }) => root));
  const kept = Object.fromEntries(Object.entries(types).filter(([root]) => roots.has(root)));
  const { steps } = kept;
  if (steps === undefined) return kept;
  const named = new Set(
    references.flatMap(({ path: [root, step = ""] }) => (root === "steps" ? [step] : [])),
  );
  const properties = Object.entries((steps["properties"] ?? {}) as Readonly<Record<string, JsonObject>>); // JSON Schema says so
  return {
    ...kept,
    steps: { ...steps, properties: Object.fromEntries(properties.filter(([step]) => named.has(step))) },
  };
}

function checkTypes(
  text: string,
  types: DeclaredTypes,
  expected: ExpectedType,
): readonly ExpressionFinding[] {
  const environment = environmentOf(types);
  const result = checkParsed(environment, parseIn(environment, text));
  if (result.error !== undefined) {
    const range = rangeOf(result.error);
    const isName = codeOf(result.error) === "no_such_key" || codeOf(result.error) === "unknown_variable";
    return [
      {
        code: isName ? "unknown-reference" : "expression-type",
        message: typeErrorWords(text, result.error),
        offset: range?.start ?? 0,
        endOffset: range?.end ?? text.length,
      },
    ];
  }
  const message = misplaced(text, kindOfType(result.type ?? "dyn"), expected);
  return message === null ? [] : [{ code: "expression-type", message, offset: 0, endOffset: text.length }];
}

/** What a value that is none of the wanted kinds is told; null for one that fits, or that only the run can tell. */
function misplaced(text: string, actual: Kind, expected: ExpectedType): string | null {
  if (expected === "any" || actual === "unknown" || WANTED[expected].kinds.includes(actual)) return null;
  if (expected === "duration" && actual === "number") return numberAsDuration(text);
  return `${WANTED[expected].words} is wanted here, this is ${KIND_WORDS[actual]}`;
}

/** Moments and durations become text on their way out. */
const WANTED: Readonly<
  Record<Exclude<ExpectedType, "any">, { readonly words: string; readonly kinds: readonly Kind[] }>
> = {
  bool: { words: "a condition (true or false)", kinds: ["bool"] },
  string: { words: "text", kinds: ["string", "timestamp", "duration"] },
  number: { words: "a number", kinds: ["number"] },
  duration: { words: "a duration such as duration('PT30M')", kinds: ["duration", "string"] },
  moment: { words: "a moment such as timestamp(trigger.time)", kinds: ["timestamp", "string"] },
};

/** Registering operators costs a hundred times as much as copying. */
const base = createEnvironment(true);

/** Environments by what is declared in them, which repeats from node to node; emptied when there are too many. */
const environments = new Map<string, Environment>();
const MAX_ENVIRONMENTS = 500;

function environmentOf(types: DeclaredTypes): Environment {
  const declared = Object.fromEntries(
    Object.entries(types).map(([name, schema]) => [name, toCelType(schema)]),
  );
  const key = JSON.stringify(declared);
  const known = environments.get(key);
  if (known !== undefined) return known;
  const environment = declare(declared);
  if (environments.size >= MAX_ENVIRONMENTS) environments.clear();
  environments.set(key, environment);
  return environment;
}

function declare(types: Readonly<Record<string, CelType>>): Environment {
  const environment = base.clone();
  for (const [name, declared] of Object.entries(types)) {
    if (typeof declared === "string") environment.registerVariable(name, declared);
    else
      environment.registerVariable({ name, schema: { ...declared } } as Parameters<
        Environment["registerVariable"]
      >[0]);
  }
  return environment;
}
