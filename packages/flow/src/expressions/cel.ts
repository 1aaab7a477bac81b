// Parses and evaluates expressions. Everything that may go wrong with text or data is a value; nothing here throws for it.
import type { ASTNode, ParseResult } from "@marcbachmann/cel-js";
import type { Json } from "../json.ts";
import { checkParsed, createEnvironment, MAX_EXPRESSION_CHARS, parseIn } from "./environment.ts";
import { toEvaluate } from "./evaluator.ts";
import type { Evaluate } from "./evaluator.ts";
import { ExpressionFailure } from "./failure.ts";
import { findNeeded } from "./find-needed.ts";
import { sayTypeError } from "./say-type-error.ts";
import { sayParseError } from "./syntax-words.ts";
import { isTimed, zoneOf } from "./clock-use.ts";
import { findConstants, findReferences, findRefusal, nodesOf } from "./syntax-tree.ts";
import type { Reference } from "./syntax-tree.ts";
import { toJson } from "./to-json.ts";
import { OF_SUBJECT, ZoneWanted } from "../time/clocks.ts";
import type { Clocks } from "../time/clocks.ts";
import { describe } from "./values.ts";

/** An expression that parsed, with every chain of names it reads. */
export interface ParsedExpression {
  readonly ok: true;
  readonly references: readonly Reference[];
  /** What it gives depends on the clocks of a zone. */
  readonly readsClocks: boolean;
  /** The zones that it names in quotes. */
  readonly zones: readonly NamedZone[];
}

/** The name of a zone, and where it stands. */
export interface NamedZone {
  readonly zone: string;
  readonly offset: number;
  readonly endOffset: number;
}

/** Why an expression cannot be used; offsets are characters of its text. */
export interface ExpressionProblem {
  readonly ok: false;
  /** `type`: it reads well, and whatever the data, a part of it cannot be evaluated. */
  readonly kind: "syntax" | "type";
  readonly message: string;
  readonly offset: number;
  readonly endOffset: number;
}

/** What an evaluation gave. */
export type Evaluation<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

type Parsed =
  | (ParsedExpression & { readonly evaluate: Evaluate; readonly needed: Paths })
  | ExpressionProblem;
type Paths = readonly (readonly string[])[];

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

/** The chains of names that an expression reads without having asked for them: where one is missing it fails. */
export function neededPaths(text: string): Paths {
  const parsed = parseCached(text);
  return parsed.ok ? parsed.needed : [];
}

/** Whether what an expression gives depends on the clocks of a zone. */
export function readsClocks(text: string): boolean {
  const parsed = parseCached(text);
  return parsed.ok && parsed.readsClocks;
}

/**
 * Evaluates an expression over what it may see; `now` in the scope is RFC 3339 text and becomes a moment. Results are
 * JSON: moments are RFC 3339, durations ISO 8601. A missing field is a failure that names it. Throws only ZoneWanted, when
 * the clocks do.
 */
export function evaluateBy(clocks: Clocks, text: string, scope: object): Evaluation<Json> {
  const parsed = parseCached(text);
  if (!parsed.ok) return { ok: false, message: parsed.message };
  try {
    return { ok: true, value: toJson(parsed.evaluate(scope as Readonly<Record<string, unknown>>, clocks)) }; // read by own names
  } catch (error) {
    if (error instanceof ZoneWanted) throw error;
    return { ok: false, message: failureOf(error).message };
  }
}

/** Evaluates a condition; anything but true or false is a failure. */
export function evaluateConditionBy(clocks: Clocks, text: string, scope: object): Evaluation<boolean> {
  const result = evaluateBy(clocks, text, scope);
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
    const message = `an expression has at most ${MAX_EXPRESSION_CHARS} characters`;
    return problem("syntax", message, { start: MAX_EXPRESSION_CHARS, end: text.length });
  }
  let parsed: ParseResult;
  try {
    parsed = parseIn(environment, text);
  } catch (error) {
    const range = rangeOf(error) ?? { start: 0, end: text.length };
    const place = { offset: range.start, endOffset: range.end };
    return problem("syntax", sayParseError(text, summaryOf(error), place), range);
  }
  const refusal = findRefusal(parsed.ast);
  if (refusal !== null)
    return problem("syntax", refusal.message, { start: refusal.offset, end: refusal.endOffset });
  const constant = findConstants(parsed.ast).map((part) => failureOfConstant(part, text));
  const failure = constant.find((found) => found !== null);
  if (failure !== undefined && failure !== null) return problem("type", failure.message, failure);
  const references = findReferences(parsed.ast);
  const needed = findNeeded(parsed.ast);
  const nodes = nodesOf(parsed.ast);
  const readsClocks = nodes.some(isTimed);
  const zones = nodes.flatMap((node) => namedZone(zoneOf(node)));
  // Made before the check, which rewrites the tree.
  const evaluateParsed = toEvaluate(parsed.ast, text);
  const { error } = checkParsed(environment, parsed);
  if (error !== undefined) return problem("type", typeErrorWords(text, error), rangeOf(error) ?? whole(text));
  return { ok: true, references, needed, readsClocks, zones, evaluate: evaluateParsed };
}

function namedZone(node: ASTNode | undefined): readonly NamedZone[] {
  if (node?.op !== "value" || typeof node.args !== "string" || node.args === OF_SUBJECT) return [];
  return [{ zone: node.args, offset: node.range.start, endOffset: node.range.end }];
}

const UNKNOWN_CLOCKS: Clocks = {
  zone: "unknown",
  spanOf: (zone, span) => {
    throw new ZoneWanted(zone, span);
  },
};

/** What reads no data fails now or never. */
function failureOfConstant(part: ASTNode, text: string): ExpressionFailure | null {
  try {
    toEvaluate(part, text)({}, UNKNOWN_CLOCKS);
    return null;
  } catch (error) {
    // What it gives depends on the zone of its flow.
    if (error instanceof ZoneWanted) return null;
    return failureOf(error);
  }
}

/** Anything else than a failure of ours is the engine's: a value too deep for its stack. */
function failureOf(error: unknown): ExpressionFailure {
  if (error instanceof ExpressionFailure) return error;
  const why = error instanceof RangeError ? "a value is nested too deeply" : "it cannot be evaluated";
  return new ExpressionFailure(why, { start: 0, end: 0 });
}

function problem(
  kind: ExpressionProblem["kind"],
  message: string,
  { start, end }: { readonly start: number; readonly end: number },
): ExpressionProblem {
  return { ok: false, kind, message, offset: start, endOffset: Math.max(start, end) };
}

function whole(text: string): { readonly start: number; readonly end: number } {
  return { start: 0, end: text.length };
}

/** An error of the checker as a sentence. */
export function typeErrorWords(text: string, error: unknown): string {
  const code = codeOf(error) ?? "";
  const node = typeof error === "object" && error !== null && "node" in error ? error.node : undefined;
  return sayTypeError(text, { code, summary: summaryOf(error), node: node as ASTNode | undefined }); // the library's own
}

/** The library's sentence without its drawing of the text. */
function summaryOf(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  return said.split("\n")[0] ?? "";
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
