// What the checker says, in words for the person who wrote the expression: which parts do not fit and what would be right.
import type { ASTNode } from "@marcbachmann/cel-js";
import { textOf } from "./frame.ts";
import { sayMismatch } from "./operators.ts";
import { childrenOf, withoutMarks } from "./syntax-tree.ts";
import { KIND_WORDS } from "./values.ts";
import type { Kind } from "./values.ts";

/** An error of the checker as a sentence; `text` is the whole expression. */
export function sayTypeError(
  text: string,
  error: { readonly code?: string; readonly summary: string; readonly node?: ASTNode | undefined },
): string {
  const { node } = error;
  const summary = withoutMarks(error.summary);
  const written = node === undefined ? "it" : textOf({ text }, node);
  const got = wordOf(/(?:got|type) '([^']+)'/.exec(summary)?.[1] ?? "dyn");
  switch (error.code ?? "") {
    case "no_such_overload":
      return sayOverload(text, summary, node);
    case "no_matching_overload":
      return sayCall(summary);
    case "invalid_condition_type":
      return `a condition (true or false) is wanted here, ${written} is ${got}`;
    case "invalid_logical_operand":
      return `&& and || want true or false on both sides, one side of ${written} is ${got}`;
    case "incompatible_ternary_branches": {
      const [, one = "dyn", other = "dyn"] = /'([^']+)' and '([^']+)'/.exec(summary) ?? [];
      return `the two values after ? must be alike, one is ${wordOf(one)} and the other ${wordOf(other)}: dyn() around one of them lets them differ`;
    }
    case "invalid_comprehension_range":
      return `this goes over a list or the names of an object, ${written} is ${got}`;
    case "invalid_index_type":
      return `a list is read by a whole number in [ ]`;
    case "cannot_index_type":
      return `${written}: ${wordOf(/'([^']+)'/.exec(summary)?.[1] ?? "dyn")} has no fields`;
    case "no_such_key":
    case "unknown_variable":
      return `${written} cannot exist here`;
    default:
      return `${written} cannot be used like this`;
  }
}

function sayOverload(text: string, summary: string, node: ASTNode | undefined): string {
  const operands = summary.replace(/^no such overload: /, "");
  const [, left = "", operator = "", right = ""] =
    /^(.+) (==|!=|<=|>=|[<>+\-*/%]|in) (.+)$/.exec(operands) ?? [];
  const [leftNode, rightNode] = node === undefined ? [] : childrenOf(node);
  if (operator !== "" && leftNode !== undefined && rightNode !== undefined) {
    const sideOf = (at: ASTNode, type: string) => ({
      text: textOf({ text }, at),
      kind: kindOfType(type),
      is: wordOf(type),
    });
    return sayMismatch(operator, sideOf(leftNode, left), sideOf(rightNode, right));
  }
  const [sign = "", ...type] = operands;
  return `${sign} wants ${sign === "-" ? "a number" : "true or false"}, ${leftNode === undefined ? "this" : textOf({ text }, leftNode)} is ${wordOf(type.join(""))}`;
}

function sayCall(summary: string): string {
  const call = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(summary);
  if (call === null) return "a function does not take these values";
  const [, receiver, name = "", given = ""] = call;
  const on = receiver === undefined ? "" : ` of ${wordOf(receiver)}`;
  const said = given === "" ? "nothing" : splitTypes(given).map(wordOf).join(", ");
  return `${name}()${on} does not take ${said} in its brackets`;
}

/** A type of the checker as a kind; `unknown` for what may be anything. */
export function kindOfType(type: string): Kind {
  const bare = /^dyn<(.+)>$/.exec(type)?.[1] ?? type;
  if (bare === "double" || bare === "int" || bare === "uint") return "number";
  if (bare === "string" || bare === "bool" || bare === "null") return bare;
  if (bare === "google.protobuf.Timestamp") return "timestamp";
  if (bare === "google.protobuf.Duration") return "duration";
  if (bare === "list" || bare.startsWith("list<")) return "list";
  return bare === "map" || bare.startsWith("map<") || bare.startsWith("$") ? "map" : "unknown";
}

function wordOf(type: string): string {
  const items = /^list<(double|int|string|bool)>$/.exec(type)?.[1];
  if (items !== undefined)
    return (
      {
        double: "a list of numbers",
        int: "a list of numbers",
        string: "a list of text",
        bool: "a list of true or false",
      }[items] ?? "a list"
    );
  const kind = kindOfType(type);
  return kind === "unknown" ? "any value" : KIND_WORDS[kind];
}

/** `string, map<string, double>` as its types. */
function splitTypes(types: string): readonly string[] {
  return types.match(/(?:[^,<]|<[^>]*>)+/g)?.map((type) => type.trim()) ?? [];
}
