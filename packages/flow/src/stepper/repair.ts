// How an operator gets a parked step going again.
import type { Repair } from "./facts.ts";
import type { Token } from "./state.ts";
import { emitVisit, endRun, leave, moveTo, stepOf, updateToken } from "./turn.ts";
import type { Turn } from "./turn.ts";

/** Repairs the parked step; a step that is not parked is left alone. */
export function resolveParked(turn: Turn, at: string, how: Repair): void {
  const parked = turn.state.tokens.find((token) => token.at === at && token.phase === "parked");
  if (parked === undefined) return;
  const { parked: _reason, ...token } = parked;
  switch (how.action) {
    case "retry":
      replace(turn, {
        ...token,
        phase: "ready",
        ...(how.config === undefined ? {} : { config: how.config }),
      });
      return;
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

function replace(turn: Turn, token: Token): void {
  turn.state.tokens = turn.state.tokens.map((other) => (other.at === token.at ? token : other));
}

/** A new visit, so new effect keys: what it does is done once more. */
function sendAgain(turn: Turn, token: Token, config: Token["config"]): void {
  const { id } = stepOf(turn, token);
  moveTo(turn, token, token.step);
  const again = turn.state.tokens.find(({ at }) => at === `${id}.${turn.state.visits[id] ?? 1}`);
  if (again !== undefined && config !== undefined) updateToken(turn, again, { config });
}

/** An unknown node changes nothing: the step stays parked and can be repaired in another way. */
function goTo(turn: Turn, token: Token, node: string): void {
  const index = turn.plan.steps.findIndex(({ id }) => id === node);
  if (index < 0) return;
  emitVisit(turn, token, "cancelled");
  moveTo(turn, token, index);
}

function firstPort(turn: Turn, token: Token): string {
  const step = stepOf(turn, token);
  switch (step.op) {
    case "run":
      return step.ports[0] ?? "next";
    case "wait":
      return step.timeout === undefined ? (step.events[0]?.port ?? "timeout") : "timeout";
    case "split":
      return "else";
    case "task":
      return step.due === undefined ? (step.decisions[0]?.key ?? "overdue") : "overdue";
    case "trigger":
    case "end":
      return "next";
  }
}
