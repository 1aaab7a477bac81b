// The environments in which CEL is parsed and checked; in them every number is a double. Nothing is evaluated by them.
import { Environment } from "@marcbachmann/cel-js";
import type { ASTNode, ParseResult } from "@marcbachmann/cel-js";
import { writeDoubles } from "./doubles.ts";
import { FUNCTIONS } from "./functions.ts";
import { OURS } from "./syntax-tree.ts";

/** Longest expression that is read. */
export const MAX_EXPRESSION_CHARS = 2048;
/** Structural limits of an expression, checked while it is parsed. */
const EXPRESSION_LIMITS = { maxAstNodes: 500, maxDepth: 50 } as const;

/** What may be compared with null, so that one may ask whether it is. */
const NULLABLE = [
  "string",
  "double",
  "bool",
  "list",
  "map",
  "google.protobuf.Timestamp",
  "google.protobuf.Duration",
] as const;

/** A fresh environment; `closed` knows only the variables that are registered, otherwise any name may be bound. */
export function createEnvironment(closed: boolean): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: !closed,
    homogeneousAggregateLiterals: false,
    limits: EXPRESSION_LIMITS,
  });
  for (const { name, signature } of FUNCTIONS)
    environment.registerFunction(signature.replace(`${name}(`, `${name}${OURS}(`), notEvaluated);
  environment.registerOperator("double % double", notEvaluated);
  for (const type of NULLABLE) environment.registerOperator(`${type} == null`, notEvaluated);
  return environment;
}

/** Parses an expression; throws what the library throws. */
export function parseIn(environment: Environment, text: string): ParseResult {
  return environment.parse(text);
}

/** Checks what `parseIn` gave, once: it rewrites the tree for the checker. */
export function checkParsed(environment: Environment, parsed: ParseResult): ReturnType<ParseResult["check"]> {
  writeDoubles(parsed.ast, {
    dyn: (value) => {
      const call = environment.parse("dyn(x)").ast;
      if (call.op === "call") call.args[1] = [value];
      return call satisfies ASTNode;
    },
    field: (root) => {
      const field = environment.parse("x.y").ast;
      if (field.op === ".") field.args[0] = root;
      return field satisfies ASTNode;
    },
  });
  return parsed.check();
}

function notEvaluated(): never {
  throw new TypeError("Cannot evaluate in an environment of the checker: it only knows types");
}
