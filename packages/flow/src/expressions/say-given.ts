import { FUNCTIONS_BY_NAME } from "./functions.ts";
import { isOf } from "./operators.ts";
import { kindOf } from "./values.ts";
import type { Kind } from "./values.ts";

/** What is said of values that no form of a function takes; `texts` are how they are written. */
export function sayGiven(
  name: string,
  op: "call" | "rcall",
  given: readonly unknown[],
  texts: readonly string[],
): string {
  const [first] = given;
  if (first === undefined) return `${name}() is given nothing in its brackets`;
  const said = given
    .map((value, at) => `${texts[at] ?? ""} is ${isOf(texts[at] ?? "", value)}`)
    .join(" and ");
  if (op === "rcall" && name === "contains" && kindOf(first) === "list")
    return `${texts[0]} is a list, contains() looks into text: write ${texts[1] ?? "item"} in ${texts[0]}`;
  return `${name}() does not take this: ${said}${adviceFor(name, op, given, texts)}`;
}

function adviceFor(
  name: string,
  op: "call" | "rcall",
  given: readonly unknown[],
  texts: readonly string[],
): string {
  const forms = FUNCTIONS_BY_NAME.get(name) ?? [];
  const takes = (kind: Kind): boolean =>
    forms.some(({ receiver, takes: values }) => (op === "rcall" ? receiver : values[0]) === kind);
  if (op === "rcall" && takes("string") && kindOf(given[0]) === "number")
    return `: write string(${texts[0]}).${name}(…)`;
  const text = given.findIndex((value, at) => at < 2 && kindOf(value) === "string");
  if (text < 0 || !takes("timestamp")) return "";
  if (op === "call") return `: write timestamp(${texts[text]})`;
  return text === 0 ? `: write timestamp(${texts[0]}).${name}(…)` : "";
}
