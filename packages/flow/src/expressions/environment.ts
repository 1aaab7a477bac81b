// The one CEL environment, in which every number is a double.
import { Environment } from "@marcbachmann/cel-js";
import type { ASTNode, ParseResult } from "@marcbachmann/cel-js";
import { registerNumbers, writeDoubles } from "./numbers.ts";

/** Longest expression that is read. */
export const MAX_EXPRESSION_CHARS = 2048;
/** Structural limits of an expression, checked while it is parsed. */
const EXPRESSION_LIMITS = { maxAstNodes: 500, maxDepth: 50 } as const;

/** A fresh environment; `closed` knows only the variables that are registered, otherwise any name may be bound. */
export function createEnvironment(closed: boolean): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: !closed,
    homogeneousAggregateLiterals: false,
    limits: EXPRESSION_LIMITS,
  });
  registerNumbers(environment);
  return environment;
}

/** Parses an expression; throws what the library throws. */
export function parseIn(environment: Environment, text: string): ParseResult {
  const parsed = environment.parse(text);
  writeDoubles(parsed.ast, (index) => {
    const call = environment.parse("dyn(x)").ast;
    if (call.op === "call") call.args[1] = [index];
    return call satisfies ASTNode;
  });
  return parsed;
}
