// The one CEL environment. Numbers of JSON are doubles and literals without a point are ints, so mixed arithmetic is added here.
import { Environment } from "@marcbachmann/cel-js";

/** Longest expression that is read. */
export const MAX_EXPRESSION_CHARS = 2048;
/** Structural limits of an expression, checked while it is parsed. */
const EXPRESSION_LIMITS = { maxAstNodes: 500, maxDepth: 50 } as const;

const MIXED = [
  ["double", "int"],
  ["int", "double"],
] as const;

/** A fresh environment; `closed` knows only the variables that are registered, otherwise any name may be bound. */
export function createEnvironment(closed: boolean): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: !closed,
    homogeneousAggregateLiterals: false,
    limits: EXPRESSION_LIMITS,
  });
  for (const [left, right] of MIXED) {
    environment.registerOperator(`${left} + ${right}`, (a: Operand, b: Operand) => Number(a) + Number(b));
    environment.registerOperator(`${left} - ${right}`, (a: Operand, b: Operand) => Number(a) - Number(b));
    environment.registerOperator(`${left} * ${right}`, (a: Operand, b: Operand) => Number(a) * Number(b));
    environment.registerOperator(`${left} / ${right}`, (a: Operand, b: Operand) => Number(a) / Number(b));
    environment.registerOperator(`${left} % ${right}`, (a: Operand, b: Operand) => Number(a) % Number(b));
  }
  environment.registerOperator("double % double", (a: Operand, b: Operand) => Number(a) % Number(b));
  return environment;
}

type Operand = number | bigint;
