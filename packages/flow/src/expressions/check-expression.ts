// The check at publish and in the editor: syntax, names, types, each with its place in the text.
import type { Environment } from "@marcbachmann/cel-js";
import type { JsonObject } from "../json.ts";
import { adviseOn, closest } from "../names.ts";
import { codeOf, parseExpression, rangeOf, summaryOf } from "./cel.ts";
import { lookUp, toCelType } from "./declared-types.ts";
import type { CelType, DeclaredTypes } from "./declared-types.ts";
import { createEnvironment, parseIn } from "./environment.ts";
import type { Reference } from "./syntax-tree.ts";

/** What the place of an expression wants. */
export type ExpectedType = "bool" | "string" | "number" | "any";

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
    const { message, offset, endOffset } = parsed;
    return [{ code: "expression-syntax", message, offset, endOffset }];
  }
  const unknown = parsed.references.flatMap((reference) => findUnknown(reference, types));
  return unknown.length > 0 ? unknown : checkTypes(text, narrow(types, parsed.references), expected);
}

function findUnknown(
  { path, offset, endOffset }: Reference,
  types: DeclaredTypes,
): readonly ExpressionFinding[] {
  const found = lookUp(types, path);
  if (found.kind !== "impossible") return [];
  const name = path.slice(0, found.index + 1).join(".");
  const advice = adviseOn(path[found.index] ?? "", found.names);
  return [
    {
      code: "unknown-reference",
      message: `${name} cannot exist here${advice === "" ? "" : `. ${advice}`}`,
      offset,
      endOffset,
    },
  ];
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
  const result = parseIn(environmentOf(types), text).check();
  if (result.error !== undefined) {
    const range = rangeOf(result.error);
    const isName = codeOf(result.error) === "no_such_key" || codeOf(result.error) === "unknown_variable";
    return [
      {
        code: isName ? "unknown-reference" : "expression-type",
        message: readable(summaryOf(result.error)),
        offset: range?.start ?? 0,
        endOffset: range?.end ?? text.length,
      },
    ];
  }
  const actual = kindOf(result.type ?? "dyn");
  if (expected === "any" || actual === "any" || actual === expected) return [];
  const wanted = { bool: "a condition (true or false)", string: "text", number: "a number" }[expected];
  return [
    {
      code: "expression-type",
      message: `${wanted} is wanted here, this is ${NAMES[actual]}`,
      offset: 0,
      endOffset: text.length,
    },
  ];
}

const NAMES = {
  bool: "true or false",
  string: "text",
  number: "a number",
  other: "a list or an object",
} as const;

function kindOf(type: string): "bool" | "string" | "number" | "other" | "any" {
  if (type.startsWith("dyn")) return "any";
  if (type === "bool" || type === "string") return type;
  if (type === "int" || type === "double" || type === "uint") return "number";
  // Both become text on their way out.
  if (type === "google.protobuf.Timestamp" || type === "google.protobuf.Duration") return "string";
  return "other";
}

function readable(summary: string): string {
  const operands = /^no such overload: (.+)$/.exec(summary)?.[1];
  if (operands !== undefined) return `these do not go together: ${typeWords(operands)}`;
  const call = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(summary);
  if (call === null) return summary;
  const [, receiver, name = "", given = ""] = call;
  if (name === "not") return "write ! in the place of not";
  if (!functionNames.has(name)) {
    const meant = closest(name, [...functionNames]);
    return `there is no function ${name}()${meant === null ? "" : `, did you mean ${meant}()`}`;
  }
  const on = receiver === undefined ? "" : ` of ${typeWords(receiver)}`;
  return `${name}()${on} does not take (${typeWords(given)})`;
}

function typeWords(types: string): string {
  return types
    .replaceAll("double", "number")
    .replaceAll("string", "text")
    .replaceAll("bool", "true or false")
    .replaceAll("dyn", "any value");
}

/** Registering operators costs a hundred times as much as copying. */
const base = createEnvironment(true);

/** Operators and our own forms have names that nobody writes. */
const functionNames: ReadonlySet<string> = new Set(
  base
    .getDefinitions()
    .functions.map(({ name }) => name)
    .filter((name) => /^[A-Za-z]+$/.test(name)),
);

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
