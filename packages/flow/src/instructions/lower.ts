import type { Instruction } from "../node-type.ts";
import type { PlanStep } from "../plan.ts";
import { end } from "./end/lower.ts";
import type { Lowering } from "./lowering.ts";
import { run } from "./run/lower.ts";
import { split } from "./split/lower.ts";
import { task } from "./task/lower.ts";
import { trigger } from "./trigger/lower.ts";
import { wait } from "./wait/lower.ts";

const lowerings = { trigger, run, wait, split, task, end } satisfies {
  readonly [Op in Instruction]: Lowering<Op>;
};

/** How an instruction is lowered; the table ties each to its own, which an index cannot express. */
export function loweringOf(instruction: Instruction): Lowering<PlanStep["op"]> {
  return lowerings[instruction] as unknown as Lowering<PlanStep["op"]>;
}
