import { evaluateBy, evaluateConditionBy } from "../../expressions/cel.ts";
import { keyText } from "../../expressions/key-text.ts";
import type { Turn } from "../../stepper/turn.ts";
import { leave, park, scopeOf } from "../../stepper/turn.ts";
import { clocksOf } from "../../stepper/zones.ts";
import type { Behaviour, StepOf } from "../behaviour.ts";
import { bucketOf } from "./bucket-of.ts";

type Choice = { readonly ok: true; readonly port: string } | { readonly ok: false; readonly message: string };

/** Chooses a port: the first condition that is true, or a share of the subjects. */
export const split: Behaviour<"split"> = {
  enter(turn, token, step) {
    const choice = choose(turn, step);
    if (choice.ok) leave(turn, token, choice.port, { port: choice.port });
    else park(turn, token, "expression-error", choice.message);
  },
  ports: ({ rule }) =>
    rule.kind === "weights"
      ? rule.weights.map(({ port }) => port)
      : [...rule.branches.map(({ port }) => port), "else"],
};

function choose(turn: Turn, { rule }: StepOf<"split">): Choice {
  const scope = scopeOf(turn);
  const clocks = clocksOf(turn);
  if (rule.kind === "weights") {
    const value = evaluateBy(clocks, rule.key, scope);
    if (!value.ok) return { ok: false, message: `key: ${value.message}` };
    const key = keyText(value.value);
    if (!key.ok) return { ok: false, message: key.reason };
    return { ok: true, port: bucketOf(rule.weights, key.text) };
  }
  for (const { port, when } of rule.branches) {
    const result = evaluateConditionBy(clocks, when, scope);
    if (!result.ok) return { ok: false, message: `branch ${port}: ${result.message}` };
    if (result.value) return { ok: true, port };
  }
  return { ok: true, port: "else" };
}
