// How an operator gets a parked step going again.
import { findStep } from "../find-step.ts";
import { portsOfStep } from "../instructions/advance.ts";
import type { Plan, PlanStep } from "../plan.ts";
import type { Repair, Visit } from "./facts.ts";
import type { Token } from "./state.ts";
import { emitVisit, endRun, leave, moveTo, replaceToken, stepOf, updateToken } from "./turn.ts";
import type { Turn } from "./turn.ts";

/** Repairs the parked step; a step that is not parked is left alone. */
export function resolveParked(turn: Turn, at: string, how: Repair): void {
  const token = turn.state.tokens.find((candidate) => candidate.at === at && candidate.phase === "parked");
  if (token === undefined) return;
  switch (how.action) {
    case "retry": {
      const { parked: _reason, ...repaired } = token;
      const config = how.config === undefined ? {} : { config: how.config };
      replaceToken(turn, token, { ...repaired, phase: "ready", ...config });
      return;
    }
    case "send-again":
      emitVisit(turn, token, "cancelled");
      sendAgain(turn, token, how.config);
      return;
    case "skip":
      leave(turn, token, how.port ?? firstPort(turn, token), null);
      return;
    case "set-output":
      leave(turn, token, how.port ?? firstPort(turn, token), how.output);
      return;
    case "go-to":
      goTo(turn, token, how.node);
      return;
    case "exit":
      endRun(turn, how.outcome);
  }
}

/** Why a repair cannot be what the operator means, as a sentence that ends it; null when it can. `visit` is the parked one. */
export function repairProblem(plan: Plan, visit: Visit, how: Repair): string | null {
  const step = findStep(plan, visit.node);
  if (step === undefined) return `flow "${plan.flow}" has no node "${visit.node}"`;
  switch (how.action) {
    case "retry":
    case "send-again":
      if (visit.error?.code === "undeliverable")
        return "what it waited for could not be delivered; retry the dead letter, or skip the step or set its output";
      if (how.config !== undefined && step.op !== "run")
        return `only a step that does something takes a changed input, "${step.name}" does not`;
      return null;
    case "skip":
    case "set-output":
      return how.port === undefined ? null : portProblem(step, how.port);
    case "go-to":
      return findStep(plan, how.node) === undefined ? `there is no node "${how.node}"` : null;
    case "exit":
      return null;
  }
}

function portProblem(step: PlanStep, port: string): string | null {
  const ports = portsOfStep(step);
  return ports.includes(port) ? null : `"${step.name}" has no port "${port}", it has ${ports.join(", ")}`;
}

/** A new visit, so new effect keys: what it does is done once more. */
function sendAgain(turn: Turn, token: Token, config: Token["config"]): void {
  const { node } = token;
  moveTo(turn, token, node);
  const again = turn.state.tokens.find(({ at }) => at === `${node}.${turn.state.visits[node] ?? 1}`);
  if (again !== undefined && config !== undefined) updateToken(again, { config });
}

/** An unknown node changes nothing: the step stays parked and can be repaired in another way. */
function goTo(turn: Turn, token: Token, node: string): void {
  if (findStep(turn.plan, node) === undefined) return;
  emitVisit(turn, token, "cancelled");
  moveTo(turn, token, node);
}

/** Where a skipped step leads on: the way of nothing having come, where there is one. */
function firstPort(turn: Turn, token: Token): string {
  const ports = portsOfStep(stepOf(turn, token));
  return ["timeout", "overdue", "else"].find((port) => ports.includes(port)) ?? ports[0] ?? "next";
}
