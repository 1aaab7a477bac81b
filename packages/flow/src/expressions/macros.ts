// Macros: they go over a list, or name a value.
import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionFailure } from "./failure.ts";
import { isOfItsSide, spend, textOf, truth } from "./frame.ts";
import type { Bound, Frame, Node, Run, Source } from "./frame.ts";
import { describe, kindOf } from "./values.ts";

/** Makes the evaluation of a part in which names are bound. */
export type Compile = (source: Source, node: ASTNode, bound: Bound) => Run;

/** `all`, `exists`, `exists_one`, `map`, `filter` go over a list or the names of an object; `cel.bind` names a value. */
export function macro(source: Source, node: Node<"rcall">, bound: Bound, compile: Compile): Run {
  const [name, receiver, args] = node.args;
  const slot = Math.max(-1, ...bound.values()) + 1;
  const [nameNode, first, second] = args;
  const part = (at: ASTNode | undefined, names: Bound): Run =>
    at === undefined ? () => undefined : compile(source, at, names);
  const inner = new Map(bound).set(nameNode?.op === "id" ? nameNode.args : "", slot);
  if (name === "bind") return bind(slot, part(first, bound), part(second, inner));
  const items = over(source, receiver, compile(source, receiver, bound), name);
  const body = part(first, inner);
  const each = (frame: Frame, item: unknown, run: Run): unknown => {
    spend(frame, 1);
    frame.slots[slot] = item;
    return run(frame);
  };
  const isTrue = first === undefined ? body : truth(source, first, body, `${name}()`);
  switch (name) {
    case "map": {
      if (second === undefined) return (frame) => items(frame).map((item) => each(frame, item, body));
      const value = part(second, inner);
      return (frame) =>
        items(frame).flatMap((item) =>
          each(frame, item, isTrue) === true ? [each(frame, item, value)] : [],
        );
    }
    case "filter":
      return (frame) => items(frame).filter((item) => each(frame, item, isTrue) === true);
    case "exists_one":
      return (frame) => items(frame).filter((item) => each(frame, item, isTrue) === true).length === 1;
    default:
      return quantifier(
        name === "exists",
        (frame) => items(frame),
        (frame, item) => each(frame, item, isTrue),
      );
  }
}

/** One item decides, whether or not it can be told of the others. */
function quantifier(
  decisive: boolean,
  items: (frame: Frame) => readonly unknown[],
  isTrue: (frame: Frame, item: unknown) => unknown,
): Run {
  return (frame) => {
    let failure: unknown;
    for (const item of items(frame)) {
      try {
        if (isTrue(frame, item) === decisive) return decisive;
      } catch (error) {
        if (!isOfItsSide(error)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return !decisive;
  };
}

function over(source: Source, node: ASTNode, run: Run, name: string): (frame: Frame) => readonly unknown[] {
  return (frame) => {
    const value = run(frame);
    if (Array.isArray(value)) return value;
    if (typeof value === "object" && value !== null && kindOf(value) === "map") return Object.keys(value);
    throw new ExpressionFailure(
      `${name}() goes over a list, ${textOf(source, node)} is ${describe(value)}`,
      node.range,
    );
  };
}

function bind(slot: number, value: Run, body: Run): Run {
  return (frame) => {
    frame.slots[slot] = value(frame);
    return body(frame);
  };
}
