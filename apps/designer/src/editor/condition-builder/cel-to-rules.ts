// From text back to rules, where rules can say the same: comparisons joined by one kind of "and" or "or".
import { rulesToCel } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { NEW_GROUP } from "./rule-tree.ts";
import type { Rule, RuleGroup } from "./rule-tree.ts";

const comparison =
  /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(==|!=|>=|<=|>|<)\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)$/;
const textual =
  /^\(?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\.(contains|startsWith|endsWith)\(("(?:[^"\\]|\\.)*")\)\)?$/;
const textualNames: Readonly<Record<string, string>> = {
  contains: "contains",
  startsWith: "beginsWith",
  endsWith: "endsWith",
};

/** The rules that mean the same as the text, or null when there are none. Empty text is one rule to fill in. */
export function celToRules(text: string): RuleGroup | null {
  if (text.trim() === "") return NEW_GROUP;
  for (const [combinator, joint] of [
    ["and", "&&"],
    ["or", "||"],
  ] as const) {
    const rules = splitOutside(text, joint).map(toRule);
    if (!rules.every((rule): rule is Rule => rule !== null)) continue;
    return { combinator, rules };
  }
  return null;
}

/** What a rule says about a missing value stands around its comparison. */
const guarded = /^\((?:!\(!has\(.*?\) == null\) && |!has\(.*?\) == null \|\| )((?!!has\().*)\)$/;

/** The rule that is written as this text, with what it says about a missing value. */
function toRule(part: string): Rule | null {
  const text = part.trim();
  const rule = toComparison(guarded.exec(text)?.[1] ?? text);
  if (rule === null) return null;
  const ways: readonly Rule[] = [rule, ...WAYS.map((missing) => ({ ...rule, missing }))];
  return ways.find((way) => meansTheSame({ combinator: "and", rules: [way] }, text)) ?? null;
}

const WAYS = ["no", "yes", "error"] as const;

function toComparison(text: string): Rule | null {
  const compared = comparison.exec(text);
  if (compared !== null) {
    const [, field = "", operator = "", value = ""] = compared;
    return { field, operator: operator === "==" ? "=" : operator, value: JSON.parse(value) as unknown };
  }
  const asked = textual.exec(text);
  if (asked === null) return null;
  const [, field = "", name = "", value = ""] = asked;
  return { field, operator: textualNames[name] ?? name, value: JSON.parse(value) as unknown };
}

// The proof: written again, it is the same text but for spaces and brackets around one comparison.
function meansTheSame(group: RuleGroup, text: string): boolean {
  const written = rulesToCel(group as unknown as Json); // a rule tree is JSON
  const plain = (cel: string): string =>
    cel.replaceAll(/("(?:[^"\\]|\\.)*")|[\s()]/g, (_whole, quoted?: string) => quoted ?? "");
  return written.ok && plain(written.text) === plain(text);
}

/** Splits where the joint stands outside of quotes and brackets. */
function splitOutside(text: string, joint: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\\" && isQuoted) index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (depth === 0 && text.startsWith(joint, index)) {
      parts.push(text.slice(start, index));
      start = index + joint.length;
      index = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}
