// What an instruction must be able to do at run time.
import type { PlanStep } from "../plan.ts";
import type { Answer, Delivery } from "../stepper/facts.ts";
import type { Token } from "../stepper/state.ts";
import type { Turn } from "../stepper/turn.ts";

export type StepOf<Op extends PlanStep["op"]> = Extract<PlanStep, { op: Op }>;

/** How a run stands, and what it waits for: event types, `task:<queue>`, or nothing. For people and search attributes. */
export interface Standing {
  readonly state: "running" | "waiting" | "human";
  readonly waitingFor: readonly string[];
}

export interface Behaviour<Op extends PlanStep["op"]> {
  /** The token has arrived, or was repaired with `retry`. Leaves, blocks or parks it. */
  enter(turn: Turn, token: Token, step: StepOf<Op>): void;
  /** An answer for this visit. */
  answer?(turn: Turn, token: Token, step: StepOf<Op>, answer: Answer): void;
  /** A delivery for this visit; false: not now, keep it for when the token is entered. */
  deliver?(turn: Turn, token: Token, step: StepOf<Op>, delivery: Delivery): boolean;
  /** The visit's deadline has passed while it waits. */
  expire?(turn: Turn, token: Token, step: StepOf<Op>): void;
  /** Every port by which a visit may leave, in the order of the drawing. */
  ports(step: StepOf<Op>): readonly string[];
  /** How the run stands while a visit is blocked here; absent where none blocks for long. */
  standing?(step: StepOf<Op>): Standing;
}
