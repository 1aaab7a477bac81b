// What operators do with values, and what they say of values that do not go together.
import { ValueProblem } from "./failure.ts";
import { madeList, madeText } from "./functions.ts";
import type { Clocks } from "../time/clocks.ts";
import { later, lengthOf, sumOf } from "../time/span-text.ts";
import { taken } from "./taken.ts";
import { compareCost, describe, isSame, KIND_WORDS, kindOf, Moment, Span } from "./values.ts";
import type { Kind } from "./values.ts";

/** A side of an operator: as it is written, and its value. */
export interface Side {
  readonly text: string;
  readonly value: unknown;
}

type Spend = (cost: number) => void;

/** What an operator may need beside its sides. */
interface Means {
  readonly spend: Spend;
  readonly clocks: Clocks;
}

type Operator = (left: Side, right: Side, means: Means) => unknown;

/** The operators that take both their sides, by how they are written. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  "==": (left, right, { spend }) => isEqual("==", left, right, spend),
  "!=": (left, right, { spend }) => !isEqual("!=", left, right, spend),
  "<": (left, right, { spend }) => order("<", left, right, spend) < 0,
  "<=": (left, right, { spend }) => order("<=", left, right, spend) <= 0,
  ">": (left, right, { spend }) => order(">", left, right, spend) > 0,
  ">=": (left, right, { spend }) => order(">=", left, right, spend) >= 0,
  in: (left, right, { spend }) => isIn(left, right, spend),
  "+": add,
  "-": subtract,
  "*": (left, right) => calculate("*", left, right, (a, b) => a * b),
  "/": (left, right) => calculate("/", left, right, (a, b) => a / notZero(b, right)),
  "%": (left, right) => calculate("%", left, right, (a, b) => a % notZero(b, right)),
};

/** The number with its sign turned. */
export function negate({ text, value }: Side): number {
  if (typeof value === "number") return 0 - value;
  throw new ValueProblem(`- wants a number, ${text} is ${describe(value)}`);
}

/**
 * What is wrong with two kinds that an operator does not take together, and what would be right. Descriptions hold the
 * values where they are known.
 */
export function sayMismatch(
  operator: string,
  left: { readonly text: string; readonly kind: Kind; readonly is: string },
  right: { readonly text: string; readonly kind: Kind; readonly is: string },
): string {
  const advice = adviceFor(operator, left, right);
  if (operator === "in" && right.kind !== "list" && right.kind !== "map")
    return `in looks into a list or the names of an object, ${right.text} is ${right.is}${advice === "" ? "" : `: ${advice}`}`;
  if (left.kind === right.kind && left.kind !== "unknown")
    return /^[!=]=$/.test(operator)
      ? `what ${left.text} holds is of other types than what ${right.text} holds, and never the same`
      : `${operator} does not take ${left.is === right.is ? KIND_WORDS[left.kind] : left.is} and another one`;
  const sides = `${left.text} is ${left.is} and ${right.text} is ${right.is}`;
  return `${sides}, ${operator} does not take them together${advice === "" ? "" : `: ${advice}`}`;
}

interface Described {
  readonly text: string;
  readonly kind: Kind;
}

function adviceFor(operator: string, left: Described, right: Described): string {
  const of = (kind: Kind): Described | undefined => [left, right].find((side) => side.kind === kind);
  const [text, number, none] = [of("string"), of("number"), of("null")];
  if (none !== undefined && none.text !== "null") return `ask ${none.text} != null first`;
  if (text !== undefined && number !== undefined)
    return adviceForTextAndNumber(operator, text.text, number.text);
  if (text !== undefined && of("timestamp") !== undefined) return `write timestamp(${text.text})`;
  if (text !== undefined && of("duration") !== undefined) return `write duration(${text.text})`;
  if (text !== undefined && of("bool") !== undefined) return `write bool(${text.text})`;
  if (number !== undefined && (of("duration") !== undefined || of("timestamp") !== undefined))
    return "a length of time is written as duration('PT30S')";
  if (operator === "in" && right.kind === "string") return `write ${right.text}.contains(${left.text})`;
  return "";
}

function adviceForTextAndNumber(operator: string, text: string, number: string): string {
  const literal = /^(["'])(-?\d+(?:\.\d+)?)\1$/.exec(text)?.[2];
  if (operator === "+") return `write string(${number})`;
  if (literal !== undefined) return `write ${literal} without quotes`;
  return isLiteral(number) ? `write double(${text})` : `write double(${text}) or string(${number})`;
}

function mismatch(operator: string, left: Side, right: Side): ValueProblem {
  const toDescribed = ({ text, value }: Side) => ({ text, kind: kindOf(value), is: isOf(text, value) });
  return new ValueProblem(sayMismatch(operator, toDescribed(left), toDescribed(right)));
}

/** What a side is; a literal is not told its own value. */
export function isOf(text: string, value: unknown): string {
  return isLiteral(text) ? (describe(value).split(" (")[0] ?? "") : describe(value);
}

function isLiteral(text: string): boolean {
  return /^(?:["'].*["']|-?[\d.]+|true|false|null)$/s.test(text);
}

/** Text and a number are never quietly different: who compares them means one of them otherwise. Null may be asked for. */
function isEqual(operator: string, left: Side, right: Side, spend: Spend): boolean {
  const [a, b] = [kindOf(left.value), kindOf(right.value)];
  if (a !== b && a !== "null" && b !== "null") throw mismatch(operator, left, right);
  return isSame(left.value, right.value, spend);
}

function order(operator: string, left: Side, right: Side, spend: Spend): number {
  if (left.value instanceof Span && right.value instanceof Span && left.value.months === right.value.months)
    return withoutMonths(left.value) - withoutMonths(right.value);
  const [a, b] = [comparable(left.value), comparable(right.value)];
  if (a === null || b === null || kindOf(left.value) !== kindOf(right.value))
    throw mismatch(operator, left, right);
  if (typeof a === "string" && typeof b === "string") spend(compareCost(a, b));
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function withoutMonths({ ms, days }: Span): number {
  return lengthOf(new Span(ms, days));
}

function comparable(value: unknown): string | number | null {
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Moment) return value.at;
  return value instanceof Span ? lengthOf(value) : null;
}

function isIn(left: Side, right: Side, spend: Spend): boolean {
  const { value: list } = right;
  if (kindOf(list) === "map") {
    if (typeof left.value === "string" || typeof left.value === "number" || typeof left.value === "boolean")
      return Object.hasOwn(list as object, String(left.value)); // an object, as its kind says
    throw mismatch("in", left, right);
  }
  if (!Array.isArray(list)) throw mismatch("in", left, right);
  const items: readonly unknown[] = list;
  spend(items.length);
  if (items.some((item) => isSame(left.value, item, spend))) return true;
  const kind = kindOf(left.value);
  const canMeet = kind === "null" || items.some((item) => item === null || kindOf(item) === kind);
  if (canMeet || items.length === 0) return false;
  const convert = kind === "number" ? `: write string(${left.text})` : "";
  const advice = kind === "string" && typeof items[0] === "number" ? `: write double(${left.text})` : convert;
  throw new ValueProblem(
    `${left.text} is ${isOf(left.text, left.value)} and ${right.text} holds ${describe(items[0])}, which is never the same${advice}`,
  );
}

function add(left: Side, right: Side, { spend, clocks }: Means): unknown {
  const [a, b] = [left.value, right.value];
  if (typeof a === "number" && typeof b === "number") return exact(a, b, a + b);
  if (typeof a === "string" && typeof b === "string") {
    spend((a.length + b.length) / 64);
    return madeText(a + b);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    spend(a.length + b.length);
    return madeList([...(a as readonly unknown[]), ...(b as readonly unknown[])]);
  }
  if (a instanceof Moment && b instanceof Span) return taken(later(clocks, clocks.zone, a, b));
  if (a instanceof Span && b instanceof Moment) return taken(later(clocks, clocks.zone, b, a));
  if (a instanceof Span && b instanceof Span) return sumOf(a, b);
  throw mismatch("+", left, right);
}

function subtract(left: Side, right: Side, { clocks }: Means): unknown {
  const [a, b] = [left.value, right.value];
  if (typeof a === "number" && typeof b === "number") return exact(a, b, a - b);
  if (a instanceof Moment && b instanceof Moment) return new Span(a.at - b.at);
  if (a instanceof Moment && b instanceof Span)
    return taken(later(clocks, clocks.zone, a, sumOf(new Span(0), b, -1)));
  if (a instanceof Span && b instanceof Span) return sumOf(a, b, -1);
  throw mismatch("-", left, right);
}

function calculate(operator: string, left: Side, right: Side, of: (a: number, b: number) => number): number {
  const [a, b] = [left.value, right.value];
  if (typeof a === "number" && typeof b === "number") return exact(a, b, of(a, b));
  throw mismatch(operator, left, right);
}

/** Beyond 2^53 a number of JSON is no longer the one that was meant, and what is not finite is none. */
function exact(a: number, b: number, value: number): number {
  const isBeyond = (number: number): boolean => Math.abs(number) > Number.MAX_SAFE_INTEGER;
  if (isBeyond(a) || isBeyond(b))
    throw new ValueProblem(
      `${isBeyond(a) ? a : b} is beyond 9007199254740991 (2^53 - 1), up to where numbers are exact: it can be compared and not calculated with`,
    );
  if (!isBeyond(value)) return value + 0;
  throw new ValueProblem("the result is beyond 9007199254740991 (2^53 - 1), up to where numbers are exact");
}

function notZero(value: number, { text }: Side): number {
  if (value !== 0) return value;
  throw new ValueProblem(
    /^[\d.]+$/.test(text) ? "it is divided by zero" : `it is divided by zero, ${text} is 0`,
  );
}
