// Parses and evaluates expressions. Everything that may go wrong with text or data is a value; nothing here throws for it.
import type { ParseResult } from "@marcbachmann/cel-js";
import type { Json } from "../json.ts";
import { createEnvironment, MAX_EXPRESSION_CHARS, parseIn } from "./environment.ts";
import { withoutMarks } from "./numbers.ts";
import { sayParseError } from "./syntax-words.ts";
import { findReferences, findRefusal } from "./syntax-tree.ts";
import type { Reference } from "./syntax-tree.ts";
import { toJson } from "./to-json.ts";

/** An expression that parsed, with every chain of names it reads. */
export interface ParsedExpression {
  readonly ok: true;
  readonly references: readonly Reference[];
}

/** Why an expression cannot be used; offsets are characters of its text. */
export interface ExpressionProblem {
  readonly ok: false;
  readonly message: string;
  readonly offset: number;
  readonly endOffset: number;
}

/** What an evaluation gave. */
export type Evaluation<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

type Parsed =
  | (ParsedExpression & { readonly run: ParseResult; readonly roots: readonly string[] })
  | ExpressionProblem;

const environment = createEnvironment(false);
/** Parsed forms by text: derived data, the same for every run, emptied when it has grown too large. */
const parsedByText = new Map<string, Parsed>();
const MAX_PARSED = 10_000;

/** Parses an expression and checks what the language forbids. Never throws. */
export function parseExpression(text: string): ParsedExpression | ExpressionProblem {
  return parseCached(text);
}

/** The chains of names that an expression reads, each once; empty when it does not parse. */
export function referencedPaths(text: string): readonly (readonly string[])[] {
  const parsed = parseCached(text);
  if (!parsed.ok) return [];
  const unique = new Map(parsed.references.map(({ path }) => [path.join("\u0000"), path]));
  return [...unique.values()];
}

/**
 * Evaluates an expression over what it may see; `now` in the scope is RFC 3339 text and becomes a timestamp. Results are
 * JSON: whole numbers are numbers, timestamps RFC 3339, durations ISO 8601. A missing field is a failure that names it.
 *
 * @example evaluate("trigger.data.total > 500", { trigger: { data: { total: 700 } } }) // { ok: true, value: true }
 */
export function evaluate(text: string, scope: object): Evaluation<Json> {
  const parsed = parseCached(text);
  if (!parsed.ok) return { ok: false, message: parsed.message };
  try {
    return { ok: true, value: toJson(parsed.run(contextOf(parsed.roots, scope))) };
  } catch (error) {
    return { ok: false, message: explain(text, error) };
  }
}

/** Evaluates a condition; anything but true or false is a failure. */
export function evaluateCondition(text: string, scope: object): Evaluation<boolean> {
  const result = evaluate(text, scope);
  if (!result.ok) return result;
  const { value } = result;
  if (typeof value === "boolean") return { ok: true, value };
  return { ok: false, message: `a condition must be true or false, this is ${describe(value)}` };
}

function parseCached(text: string): Parsed {
  const cached = parsedByText.get(text);
  if (cached !== undefined) return cached;
  const parsed = parse(text);
  if (parsedByText.size >= MAX_PARSED) parsedByText.clear();
  parsedByText.set(text, parsed);
  return parsed;
}

function parse(text: string): Parsed {
  if (text.length > MAX_EXPRESSION_CHARS) {
    return problem(
      `an expression has at most ${MAX_EXPRESSION_CHARS} characters`,
      MAX_EXPRESSION_CHARS,
      text.length,
    );
  }
  let run: ParseResult;
  try {
    run = parseIn(environment, text);
  } catch (error) {
    const { start: offset, end: endOffset } = rangeOf(error) ?? { start: 0, end: text.length };
    return problem(sayParseError(text, summaryOf(error), { offset, endOffset }), offset, endOffset);
  }
  const refusal = findRefusal(run.ast);
  if (refusal !== null) return problem(withoutMarks(refusal.message), refusal.offset, refusal.endOffset);
  const references = findReferences(run.ast);
  return { ok: true, run, references, roots: [...new Set(references.map(({ path }) => path[0] ?? ""))] };
}

function problem(message: string, offset: number, endOffset: number): ExpressionProblem {
  return { ok: false, message, offset, endOffset: Math.max(offset, endOffset) };
}

/** No prototype's names are in it. Made by `new`, so that its fields are found fast; what `Object.create(null)` makes is a hash. */
class Context {
  [root: string]: unknown;
}
Object.setPrototypeOf(Context.prototype, null);
Reflect.deleteProperty(Context.prototype, "constructor");

/** Only the roots that the expression names, without a prototype. */
function contextOf(roots: readonly string[], scope: object): Context {
  const context = new Context();
  for (const root of roots) {
    const value = Object.hasOwn(scope, root) ? (scope as Record<string, unknown>)[root] : undefined;
    if (value === undefined) continue;
    context[root] = root === "now" && typeof value === "string" ? new Date(value) : value;
  }
  return context;
}

function explain(text: string, error: unknown): string {
  const code = codeOf(error);
  const before = text.slice(0, rangeOf(error)?.end ?? 0);
  const path = /[A-Za-z_][\w.]*$/.exec(before)?.[0];
  if (code === "no_such_key" && path !== undefined) {
    return `${path} is missing; ask has(${path}) first where it may be absent`;
  }
  if (code === "unknown_variable" && path !== undefined) return `${path} is not known here`;
  return summaryOf(error);
}

/** The library's sentence without its drawing of the text. */
export function summaryOf(error: unknown): string {
  if (
    typeof error === "object" &&
    error !== null &&
    "summary" in error &&
    typeof error.summary === "string"
  ) {
    return withoutMarks(error.summary);
  }
  return error instanceof Error
    ? (error.message.split("\n")[0] ?? "it cannot be evaluated")
    : "it cannot be evaluated";
}

/** Where the library says the error is. */
export function rangeOf(error: unknown): { readonly start: number; readonly end: number } | undefined {
  if (typeof error !== "object" || error === null || !("range" in error)) return undefined;
  return error.range as { readonly start: number; readonly end: number } | undefined;
}

/** The library's code of an error. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}

function describe(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
