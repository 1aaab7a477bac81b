import { describe, expect, it } from "vitest";
import corpus from "../../../../fixtures/expressions.json" with { type: "json" };
import type { Json, JsonObject } from "../json.ts";
import { answerOf, randomExpressions, readExpressionCorpus } from "./index.ts";
import { FUNCTIONS } from "../expressions/functions.ts";
import { checkExpression, evaluate } from "../expressions/index.ts";
import type { DeclaredTypes } from "../expressions/index.ts";
import { MACROS } from "../expressions/syntax-tree.ts";

const { scope, rows } = readExpressionCorpus(corpus);

/** Words of libraries, engines and parsers, which nobody who draws a flow knows. */
const JARGON =
  /dyn<|overload|unsupported|google\.|predicate|identifier|RPAREN|max[A-Z]|undefined|\[object|unexpected|expected|macro|operand|ternary|(?<!")NaN|stack|cannot read prop/i;

/** Values do not go together, or a name is not there: what the checker is for. */
const TYPE_FAULT =
  /does not take|wants (?:a number|true or false)|goes over a list|stands a condition|holds .* never the same/;

describe("the corpus of expressions", () => {
  it.each(rows.map((row) => [row.expression, row] as const))("Node: %s", (expression, row) => {
    expect(evaluate(expression, scope)).toEqual(answerOf(row));
  });

  it("has every form of every function and every macro", () => {
    const texts = rows.filter((row) => "gives" in row).map(({ expression }) => expression);
    const isCalled = (name: string, isMethod: boolean): boolean =>
      texts.some((text) => new RegExp(`${isMethod ? "\\." : "(?<![.\\w])"}${name}\\(`).test(text));
    const missing = FUNCTIONS.filter(({ name, receiver }) => !isCalled(name, receiver !== null));
    expect(missing.map(({ signature }) => signature)).toEqual([]);
    expect([...MACROS].filter((name) => !isCalled(name, true))).toEqual([]);
    expect(isCalled("has", false)).toBe(true);
  });

  it("says nothing that only programmers understand", () => {
    const said = rows.flatMap((row) => ("says" in row ? [row.says] : []));
    const found = rows.flatMap(({ expression }) =>
      [open, declared].flatMap((types) => checkExpression(expression, types).map(({ message }) => message)),
    );
    expect([...said, ...found].filter((message) => JARGON.test(message))).toEqual([]);
  });

  it("is accepted by the checker where it gives a value, whatever is declared", () => {
    const refused = rows.flatMap((row) =>
      "gives" in row ? [open, declared].flatMap((types) => checkExpression(row.expression, types)) : [],
    );
    expect(refused).toEqual([]);
  });

  it("never mixes types at run time where the checker knew all of them and accepted", () => {
    const surprises = rows.flatMap((row) => {
      const isOpen = /mixed|nothing|keyed|dyn|bare|split|map\(|profile/.test(row.expression);
      if (!("says" in row) || isOpen || !TYPE_FAULT.test(row.says)) return [];
      return checkExpression(row.expression, closed).length === 0 ? [`${row.expression}: ${row.says}`] : [];
    });
    expect(surprises).toEqual([]);
  });

  it("fails wherever the checker refuses without knowing types", () => {
    // Where one side decides, what is wrong with the other one does not come to pass.
    const random = randomExpressions(7, 5000).filter((text) => !/\|\||&&|exists\(|all\(/.test(text));
    const given = random.filter(
      (text) => evaluate(text, { ...scope, x: 1 }).ok && checkExpression(text, { ...open, x: {} }).length > 0,
    );
    expect(given).toEqual([]);
  });

  it("answers every random expression with JSON or with words", () => {
    for (const text of randomExpressions(11, 5000)) {
      const answer = evaluate(text, { ...scope, x: 1 });
      if (answer.ok) expect(JSON.parse(JSON.stringify(answer.value))).toEqual(answer.value);
      else expect(answer.message).not.toMatch(JARGON);
    }
  });
});

const open: DeclaredTypes = Object.fromEntries(
  Object.keys(scope).map((root) => [root, root === "now" ? { format: "timestamp" } : {}]),
);

const declared = declare(false);
const closed = declare(true);

function declare(isClosed: boolean): DeclaredTypes {
  return Object.fromEntries(
    Object.entries(scope).map(([root, value]) => [
      root,
      root === "now" ? { format: "timestamp" } : schemaOf(value as Json, isClosed), // a scope is JSON
    ]),
  );
}

/** A schema of what a value is; null may be anything. A closed object has the names that the checker can hold, and no others. */
function schemaOf(value: Json, isClosed: boolean): JsonObject {
  if (Array.isArray(value)) {
    const [first, ...rest] = value as readonly Json[];
    const isAlike =
      first !== undefined && first !== null && rest.every((item) => typeof item === typeof first);
    return isClosed && isAlike ? { type: "array", items: { type: typeof first } } : { type: "array" };
  }
  if (value === null) return {};
  if (typeof value !== "object") return { type: typeof value };
  const properties = Object.entries(value)
    .filter(([name]) => !isClosed || /^\w+$/.test(name))
    .map(([name, child]) => [name, schemaOf(child as Json, isClosed)] as const); // JSON
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(isClosed ? { additionalProperties: false } : {}),
  };
}
