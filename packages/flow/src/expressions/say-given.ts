import { FUNCTIONS_BY_NAME } from "./functions.ts";
import { isOf } from "./operators.ts";
import { kindOf } from "./values.ts";

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
  const isText = (FUNCTIONS_BY_NAME.get(name) ?? []).some(({ receiver }) => receiver === "string");
  const advice =
    op === "rcall" && isText && kindOf(first) === "number" ? `: write string(${texts[0]}).${name}(…)` : "";
  return `${name}() does not take this: ${said}${advice}`;
}
