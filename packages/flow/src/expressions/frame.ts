// What the parts of an evaluation share.
import type { ASTNode } from "@marcbachmann/cel-js";
import { ZoneWanted } from "../time/clocks.ts";
import type { Clocks } from "../time/clocks.ts";
import { ExpressionFailure, ExpressionTooLong } from "./failure.ts";
import { describe } from "./values.ts";

/** One evaluation. */
export interface Frame {
  readonly scope: Readonly<Record<string, unknown>>;
  readonly clocks: Clocks;
  /** Variables of macros, by their depth. */
  readonly slots: unknown[];
  left: number;
}

/** Evaluates a part. */
export type Run = (frame: Frame) => unknown;
/** Slots of the variables that macros bind. */
export type Bound = ReadonlyMap<string, number>;

/** What is evaluated, as it is written. */
export interface Source {
  readonly text: string;
}

/** A node of one operator. */
export type Node<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

/** A part of a condition; anything but true or false is a failure. */
export function truth(source: Source, node: ASTNode, run: Run, wants: string): Run {
  return (frame) => {
    const value = run(frame);
    if (typeof value === "boolean") return value;
    throw new ExpressionFailure(
      `${wants} wants true or false, ${textOf(source, node)} is ${describe(value)}`,
      node.range,
    );
  };
}

/** Whether a failure is that of one side alone, so that another side may decide. */
export function isOfItsSide(error: unknown): boolean {
  return !(error instanceof ExpressionTooLong || error instanceof ZoneWanted);
}

/** Takes from what is left to an evaluation. */
export function spend(frame: Frame, cost: number): void {
  frame.left -= cost;
  if (frame.left < 0)
    throw new ExpressionTooLong("it takes too long: it goes over too many items", { start: 0, end: 0 });
}

/** A part as it is written, short. */
export function textOf(
  { text }: Source,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  const written = text.slice(start, end).replaceAll(/\s+/g, " ");
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}
