// Evaluates parsed CEL. The library parses and checks; what a value is and what a function does is ours, so that it is the
// same in every realm: Node, Temporal's sandbox, a browser. Nothing here asks for a constructor, a zone or a clock.
import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionFailure, ValueProblem } from "./failure.ts";
import { isOfItsSide, spend, textOf, truth } from "./frame.ts";
import type { Bound, Node, Run, Source } from "./frame.ts";
import { macro } from "./macros.ts";
import { FUNCTIONS_BY_NAME } from "./functions.ts";
import type { ExpressionFunction } from "./functions.ts";
import { negate, OPERATORS } from "./operators.ts";
import { sayGiven } from "./say-given.ts";
import { MACROS } from "./syntax-tree.ts";
import { WrittenSide } from "./written-side.ts";
import type { Clocks } from "../time/clocks.ts";
import { readMoment } from "../time/read-date.ts";
import { describe, kindOf } from "./values.ts";

/** Evaluates over the roots of a scope by some clocks; throws ExpressionFailure, or ZoneWanted. */
export type Evaluate = (scope: Readonly<Record<string, unknown>>, clocks: Clocks) => unknown;

/** What one evaluation may take: about 50 ms of an idle core. */
const MAX_STEPS = 1_000_000;

/** Makes the evaluation of a parsed expression that the language accepts. */
export function toEvaluate(ast: ASTNode, text: string): Evaluate {
  const run = compile({ text }, ast, new Map());
  return (scope, clocks) => {
    const { zone, spanOf } = clocks;
    const { profile, now } = scope;
    return run({ scope, clocks: { zone, spanOf, profile, now }, slots: [], left: MAX_STEPS });
  };
}

function compile(source: Source, node: ASTNode, bound: Bound): Run {
  switch (node.op) {
    case "value":
      return constant(literal(node.args));
    case "id":
      return variable(node, bound);
    case ".":
      return field(source, node, bound);
    case "[]":
      return index(source, node, bound);
    case "list":
      return list(node.args.map((item) => compile(source, item, bound)));
    case "map":
      return map(source, node, bound);
    case "?:":
      return choice(source, node, bound);
    case "&&":
    case "||":
      return logic(source, node, bound);
    case "!_":
      return not(source, node, bound);
    case "-_":
      return placed(node, minus(source, node, bound));
    case "call":
      return node.args[0] === "has" ? has(source, node.args[1][0], bound) : call(source, node, bound);
    case "rcall":
      return MACROS.has(node.args[0]) ? macro(source, node, bound, compile) : call(source, node, bound);
    case ".?":
    case "[?]":
      throw new TypeError(`Cannot evaluate "${node.op}": optional values are not read`);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return binary(source, node, bound);
  }
}

/** Text as it is at the doors, NFC: é is é, however somebody's keyboard writes it. */
function literal(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFC");
  return typeof value === "bigint" ? Number(value) : value;
}

function constant(value: unknown): Run {
  return () => value;
}

function variable(node: Node<"id">, bound: Bound): Run {
  const name = node.args;
  const slot = bound.get(name);
  if (slot !== undefined) return ({ slots }) => slots[slot];
  return ({ scope, clocks }) => {
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value === undefined) throw new ExpressionFailure(`${name} is not known here`, node.range);
    if (name !== "now" || typeof value !== "string") return value;
    const moment = readMoment(value, clocks);
    if (moment.ok) return moment.value;
    throw new ExpressionFailure(moment.message, node.range);
  };
}

/** The field of an object; it must be there. */
function field(source: Source, node: Node<".">, bound: Bound): Run {
  const [before, name] = node.args;
  const object = compile(source, before, bound);
  return (frame) => {
    const holder = object(frame);
    const value = fieldOf(holder, name);
    if (value !== undefined) return value;
    throw new ExpressionFailure(sayMissing(source, node, holder), node.range);
  };
}

function sayMissing(source: Source, node: Node<".">, holder: unknown): string {
  const [before, name] = node.args;
  const [path, of] = [textOf(source, node), textOf(source, before)];
  if (kindOf(holder) === "map" || holder === null)
    return `${path} is missing; ask has(${path}) first where it may be absent`;
  const advice = /^(?:length|count|size)$/.test(name) ? `: write size(${of})` : "";
  return `${path} is missing: ${of} is ${describe(holder)} and has no fields${advice}`;
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || kindOf(value) !== "map") return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function index(source: Source, node: Node<"[]">, bound: Bound): Run {
  const [before, place] = node.args;
  const [holder, key] = [compile(source, before, bound), compile(source, place, bound)];
  return (frame) => {
    const [value, at] = [holder(frame), key(frame)];
    if (Array.isArray(value)) {
      if (typeof at !== "number" || !Number.isInteger(at))
        throw new ExpressionFailure(
          `a list is read by a whole number, ${textOf(source, place)} is ${describe(at)}`,
          node.range,
        );
      const item: unknown = value[at];
      if (item !== undefined) return item;
      const size = value.length;
      throw new ExpressionFailure(
        `${textOf(source, node)} is out of bounds: the list holds ${size}, counted from 0`,
        node.range,
      );
    }
    if (kindOf(value) !== "map")
      throw new ExpressionFailure(
        `[ ] reads a list or an object, ${textOf(source, before)} is ${describe(value)}`,
        node.range,
      );
    const name = keyOf(at);
    if (name === null)
      throw new ExpressionFailure(
        `a field is read by its name, ${textOf(source, place)} is ${describe(at)}`,
        node.range,
      );
    const found = fieldOf(value, name);
    if (found !== undefined) return found;
    const [what, asked] = [textOf(source, node), `${textOf(source, place)} in ${textOf(source, before)}`];
    throw new ExpressionFailure(`${what} is missing; ask ${asked} first where it may be absent`, node.range);
  };
}

/** Keys are text, as in JSON. */
function keyOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function list(items: readonly Run[]): Run {
  return (frame) => items.map((item) => item(frame));
}

function map(source: Source, node: Node<"map">, bound: Bound): Run {
  const entries = node.args.map(
    ([key, value]) => [key, compile(source, key, bound), compile(source, value, bound)] as const,
  );
  return (frame) => {
    const made: Record<string, unknown> = {};
    for (const [keyNode, key, value] of entries) {
      const at = key(frame);
      const name = keyOf(at);
      if (name === null || name === "__proto__")
        throw new ExpressionFailure(
          `${textOf(source, keyNode)} cannot be the name of a field`,
          keyNode.range,
        );
      if (Object.hasOwn(made, name))
        throw new ExpressionFailure(`the field ${name} stands twice in { }`, keyNode.range);
      made[name] = value(frame);
    }
    return made;
  };
}

function choice(source: Source, node: Node<"?:">, bound: Bound): Run {
  const [conditionNode] = node.args;
  const [condition, yes, no] = node.args.map((part) => compile(source, part, bound));
  return (frame) => {
    const value = condition?.(frame);
    if (typeof value === "boolean") return value ? yes?.(frame) : no?.(frame);
    const said = `${textOf(source, conditionNode)} is ${describe(value)}`;
    throw new ExpressionFailure(`before ? stands a condition (true or false), ${said}`, conditionNode.range);
  };
}

/** `false && x` is false and `true || x` true whatever the other side is, also where it cannot be told. */
function logic(source: Source, node: Node<"&&" | "||">, bound: Bound): Run {
  const decisive = node.op === "||";
  const sides = node.args.map((side) => truth(source, side, compile(source, side, bound), node.op));
  return (frame) => {
    let failure: unknown;
    for (const side of sides) {
      try {
        if (side(frame) === decisive) return decisive;
      } catch (error) {
        if (!isOfItsSide(error)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return !decisive;
  };
}

function not(source: Source, node: Node<"!_">, bound: Bound): Run {
  const run = truth(source, node.args, compile(source, node.args, bound), "!");
  return (frame) => run(frame) === false;
}

function minus(source: Source, node: Node<"-_">, bound: Bound): Run {
  const run = compile(source, node.args, bound);
  const text = textOf(source, node.args);
  return (frame) => negate({ text, value: run(frame) });
}

function binary(source: Source, node: ASTNode, bound: Bound): Run {
  const operator = OPERATORS[node.op];
  if (operator === undefined) throw new TypeError(`Cannot evaluate "${node.op}": no such operator`);
  const [leftNode, rightNode] = node.args as readonly [ASTNode, ASTNode]; // every operator of the table has two sides
  const [left, right] = [compile(source, leftNode, bound), compile(source, rightNode, bound)];
  return placed(node, (frame) => {
    spend(frame, 1);
    const sides = [
      new WrittenSide(source, leftNode, left(frame)),
      new WrittenSide(source, rightNode, right(frame)),
    ] as const;
    return operator(...sides, { spend: (cost) => spend(frame, cost), clocks: frame.clocks });
  });
}

function has(source: Source, node: ASTNode | undefined, bound: Bound): Run {
  const find = node === undefined ? constant(undefined) : finding(source, node, bound);
  return (frame) => find(frame) !== undefined;
}

/** A chain of fields and items, undefined as soon as one of them is missing. */
function finding(source: Source, node: ASTNode, bound: Bound): Run {
  if (node.op !== "." && node.op !== "[]") return compile(source, node, bound);
  const [before, name] = node.args;
  const find = finding(source, before, bound);
  const place = typeof name === "string" ? name : literal(name.args);
  if (typeof place !== "number") return (frame) => fieldOf(find(frame), String(place));
  return (frame) => {
    const list = find(frame);
    return Array.isArray(list) ? (list as readonly unknown[])[place] : fieldOf(list, String(place));
  };
}

function call(source: Source, node: Node<"call" | "rcall">, bound: Bound): Run {
  const [name] = node.args;
  const nodes = node.op === "call" ? node.args[1] : [node.args[1], ...node.args[2]];
  const values = nodes.map((value) => compile(source, value, bound));
  const forms = (FUNCTIONS_BY_NAME.get(name) ?? []).filter(
    ({ receiver, takes }) =>
      (receiver === null) === (node.op === "call") &&
      takes.length + (receiver === null ? 0 : 1) === nodes.length,
  );
  const kinds = new Map(forms.map((form) => [form, kindsOf(form)]));
  return placed(node, (frame) => {
    const given = values.map((value) => value(frame));
    spend(frame, 1 + given.reduce<number>((cost, value) => cost + costOf(value), searchCost(given)));
    const form = forms.find((candidate) => isTaken(kinds.get(candidate) ?? [], given));
    if (form !== undefined) {
      const taken = form.readsClocks === true ? [frame.clocks, ...given] : given;
      const made = form.call(...(taken as never[]));
      spend(frame, Array.isArray(made) ? made.length / 8 : costOf(made));
      return made;
    }
    throw new ValueProblem(
      sayGiven(
        name,
        node.op,
        given,
        nodes.map((value) => textOf(source, value)),
      ),
    );
  });
}

function kindsOf({ receiver, takes }: ExpressionFunction): ExpressionFunction["takes"] {
  return receiver === null ? takes : [receiver, ...takes];
}

function isTaken(kinds: ExpressionFunction["takes"], given: readonly unknown[]): boolean {
  return kinds.every((kind, at) => kind === "any" || kind === kindOf(given[at]));
}

/** To look for a long text in a long text may take as long as both lengths multiplied. */
function searchCost([text, part]: readonly unknown[]): number {
  if (typeof text !== "string" || typeof part !== "string") return 0;
  return (text.length / 64) * Math.floor(part.length / 16);
}

function costOf(value: unknown): number {
  return typeof value === "string" || Array.isArray(value) ? value.length / 64 : 0;
}

/** What a function or an operator says of values gets its place. */
function placed(node: ASTNode, run: Run): Run {
  return (frame) => {
    try {
      return run(frame);
    } catch (error) {
      if (error instanceof ValueProblem) throw new ExpressionFailure(error.message, node.range);
      throw error;
    }
  };
}
