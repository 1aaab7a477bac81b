// What is wrong with one rule, for the place where it is written. The language takes more than a person means.
import type { Variable } from "../../ui/schema-form/form-context.ts";
import type { Operator, Rule } from "./rule-tree.ts";

/** What to say at a rule. */
export interface RuleProblem {
  readonly at: "field" | "value";
  readonly message: string;
  /** A field that was seen and is called almost the same. */
  readonly meant?: string;
}

const ordering: ReadonlySet<string> = new Set([">", ">=", "<", "<=", "between"]);

/** Everything that is wrong with a rule: an unfinished one, a field nobody sent, a word where a number belongs. */
export function ruleProblems(
  rule: Rule,
  takes: Operator["takes"],
  variables: readonly Variable[],
): readonly RuleProblem[] {
  const field = fieldProblem(rule.field, variables);
  const value = valueProblem(rule, takes, variables.find(({ path }) => path === rule.field)?.type);
  return [field, value].filter((problem) => problem !== null);
}

function fieldProblem(field: string, variables: readonly Variable[]): RuleProblem | null {
  if (field === "") return { at: "field", message: "Choose a field." };
  if (variables.some(({ path }) => isSameOrInside(path, field))) return null;
  const root = field.slice(0, field.lastIndexOf(".") + 1);
  const meant = closest(
    field,
    variables.map(({ path }) => path),
  );
  // Before the first event nothing is known, and a field written ahead of it is no mistake.
  if (meant === undefined && !variables.some(({ path }) => path.startsWith(root))) return null;
  return {
    at: "field",
    message: `“${field}” was never seen.`,
    ...(meant === undefined ? {} : { meant }),
  };
}

function isSameOrInside(known: string, field: string): boolean {
  return known === field || known.startsWith(`${field}.`) || field.startsWith(`${known}.`);
}

function valueProblem(
  { operator, value, valueSource }: Rule,
  takes: Operator["takes"],
  type: string | undefined,
): RuleProblem | null {
  if (takes === "none" || valueSource === "field") return null;
  const values = takes === "two" ? (Array.isArray(value) ? value : ["", ""]) : [value];
  if (values.some((one) => one === undefined || one === null || one === "")) {
    return { at: "value", message: takes === "two" ? "Give both values." : "Give a value." };
  }
  if (takes === "list") return null;
  const isNumeric = values.every((one) => typeof one === "number");
  if (isNumeric) return null;
  if (type === "number" || type === "integer")
    return { at: "value", message: "This field is a number: write a number." };
  const isDate = values.every((one) => /^\d{4}-\d\d-\d\d/.test(String(one)));
  return ordering.has(operator) && type !== "string" && !isDate
    ? { at: "value", message: "Above and below compare numbers: write a number." }
    : null;
}

/** The name that is called almost so: it ends the same, or differs in a few letters. */
function closest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const ends = names.find((known) => known.toLowerCase().endsWith(`.${wanted}`));
  if (ends !== undefined) return ends;
  const most = Math.min(3, Math.floor(name.length / 3));
  const ranked = names
    .map((known) => ({ known, apart: lettersApart(wanted, known.toLowerCase()) }))
    .toSorted((a, b) => a.apart - b.apart);
  const [best] = ranked;
  return best !== undefined && best.apart <= most ? best.known : undefined;
}

/** Letters to add, drop or swap to get from one word to the other. */
function lettersApart(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const swapped = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
