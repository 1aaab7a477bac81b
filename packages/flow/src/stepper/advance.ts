// Facts in, commands out: pure, synchronous, and never throwing for data.
import { behaviourOf } from "../instructions/advance.ts";
import type { Plan } from "../plan.ts";
import { closeRun, takeCloseAnswer } from "./close.ts";
import { act, takeDelivery } from "./deliveries.ts";
import { drain, hold, noteMove, release } from "./hold.ts";
import type { Answer, Command, Fact } from "./facts.ts";
import { resolveParked } from "./repair.ts";
import { armTimer, showStanding } from "./standing.ts";
import { approximateBytes } from "./size.ts";
import { draftOf } from "./state.ts";
import type { Draft, State, Token } from "./state.ts";
import { askForZone, keepZone } from "./zones.ts";
import { ZoneWanted } from "../time/clocks.ts";
import { ask, emitVisit, endByHand, isEntered, park, stepOf, storeOutput, updateToken } from "./turn.ts";
import type { Turn } from "./turn.ts";

const NOTHING = { outputs: false, visits: false, endedBy: false };
/** More steps than this in one go can only be a circle; the token parks. */
const MAX_STEPS_AT_ONCE = 10_000;

/** The next state of a run and what is to be done. Timers of a batch count after everything else in it. */
export function advance(
  plan: Plan,
  state: State,
  facts: readonly Fact[],
): { readonly state: State; readonly commands: readonly Command[] } {
  if (state.finished !== null) return { state, commands: [] };
  const draft = draftOf(state);
  const turn: Turn = {
    plan,
    state: draft,
    commands: [],
    borrowed: { outputs: true, visits: true, endedBy: true },
    now: 0,
  };
  takeFacts(turn, facts);
  if (draft.finished === null) showStanding(turn);
  if (isDrained(draft)) turn.commands.push({ kind: "continue" });
  return { state: draft, commands: turn.commands };
}

/**
 * The same for a state that belongs to the caller, who plays many runs and looks at none: it becomes the next one, nothing
 * is copied, and nothing is shown. `standingOf` tells where the run stands when somebody asks.
 */
export function advanceDraft(plan: Plan, draft: Draft, facts: readonly Fact[]): readonly Command[] {
  if (draft.finished !== null) return [];
  const commands: Command[] = [];
  takeFacts({ plan, state: draft, commands, borrowed: NOTHING, now: 0 }, facts);
  if (isDrained(draft)) commands.push({ kind: "continue" });
  return commands;
}

function isDrained({ finished, isDraining, inFlight }: State): boolean {
  return finished === null && isDraining && inFlight.length === 0;
}

function takeFacts(turn: Turn, facts: readonly Fact[]): void {
  const { state } = turn;
  turn.now = facts[0]?.at ?? 0;
  let timer: Fact | undefined;
  for (const fact of facts) {
    if (fact.kind === "timer") {
      timer = fact;
      continue;
    }
    turn.now = fact.at;
    const wasHeld = state.held !== null;
    take(turn, fact);
    if (wasHeld && state.held === null) passDeadlines(turn);
    settle(turn);
  }
  if (timer !== undefined) {
    turn.now = timer.at;
    turn.state.wakeAt = null;
    passDeadlines(turn);
    settle(turn);
  }
  if (state.finished === null) {
    closeRun(turn);
    armTimer(turn);
  }
}

function take(turn: Turn, fact: Fact): void {
  const { state } = turn;
  if (state.finished !== null) return;
  noteMove(turn, fact);
  if (state.isPaused && isHeldWhilePaused(fact)) {
    state.whilePaused.push(fact);
    return;
  }
  switch (fact.kind) {
    case "started":
      if (state.isPaused) askWhetherOpen(turn);
      return;
    case "timer":
      return;
    case "continued":
      state.isDraining = false;
      state.hasMoved = false;
      state.wakeAt = null;
      state.shown = null;
      return;
    case "drain":
      drain(turn);
      return;
    case "too-large":
      state.isDraining = false;
      hold(
        turn,
        "state-too-large",
        `what this run would continue with is ${fact.bytes} bytes, more than Temporal takes: cancel it, or repair a step so that less is kept`,
      );
      return;
    case "ignored":
      return;
    case "unknown-delivery":
      hold(
        turn,
        "unknown-delivery",
        `delivery ${fact.n} is of kind "${fact.name}", which this worker does not know`,
      );
      return;
    case "delivered":
      takeDelivery(turn, fact.n, fact.delivery, endPause);
      return;
    case "cancelled":
      endPause(turn, "end");
      endByHand(turn);
      return;
    case "run-closed":
      finish(turn, fact.outcome);
      return;
    case "closed":
      takeCloseAnswer(turn, fact.answer);
      return;
    case "resolved":
      release(turn, "state-too-large");
      resolveParked(turn, fact.step, fact.how);
      return;
    case "done":
    case "failed":
    case "opened":
    case "expired":
    case "overdue":
    case "zone":
    case "profile":
      takeAnswer(turn, fact);
  }
}

/**
 * A start may arrive late, when the run's row was refused long ago. Any other run learns of it at its first step; one that
 * starts paused would wait for a resume that nobody can send, so it reads its profile: the answer says that it is closed.
 */
function askWhetherOpen(turn: Turn): void {
  const [first] = turn.state.tokens;
  if (first === undefined) return;
  const { name } = stepOf(turn, first);
  ask(turn, { kind: "read-profile", step: first.at, name }, `profile ${first.at}`);
}

/** Deliveries are numbered while paused too: `takeDelivery` holds back what they say. */
function isHeldWhilePaused(fact: Fact): boolean {
  return fact.kind === "done" || fact.kind === "failed" || fact.kind === "resolved";
}

/** What was held back happens now, in its order; then deadlines that passed meanwhile. A run that ends issues nothing more. */
function endPause(turn: Turn, then: "go-on" | "end"): void {
  const { state } = turn;
  if (!state.isPaused) return;
  state.isPaused = false;
  const facts = state.whilePaused;
  state.whilePaused = [];
  const { now } = turn;
  for (const fact of facts) {
    turn.now = fact.at;
    // Its number was handled when it came.
    if (fact.kind === "delivered") act(turn, fact.delivery);
    else take(turn, fact);
    if (then === "go-on") settle(turn);
  }
  turn.now = now;
  if (then === "go-on") passDeadlines(turn);
}

function finish(turn: Turn, outcome: string): void {
  turn.state.finished = outcome;
  turn.commands.push({ kind: "finish", outcome });
}

/** What an answer was asked under. */
const PURPOSES = {
  done: "run",
  failed: "run",
  opened: "open",
  expired: "expire",
  overdue: "expire-task",
  zone: "zone",
  profile: "profile",
} as const satisfies Record<Answer["kind"], string>;

/** An answer is taken once, wherever its visit stands by now: what is in flight holds back closing and continuing. */
function takeAnswer(turn: Turn, answer: Answer): void {
  const { state } = turn;
  const asked = `${PURPOSES[answer.kind]} ${answer.step}`;
  // A task can fail to open; whatever else fails was running.
  const name = answer.kind === "failed" && !state.inFlight.includes(asked) ? `open ${answer.step}` : asked;
  const place = state.inFlight.indexOf(name);
  if (place < 0) return;
  state.inFlight.splice(place, 1);
  if (answer.kind === "profile") {
    state.bytes += approximateBytes(answer.profile) - approximateBytes(state.profile);
    state.profile = answer.profile;
    state.profileIsStale = false;
    return;
  }
  if (answer.kind === "zone") return keepZone(turn, answer);
  const token = state.tokens.find(({ at }) => at === answer.step);
  if (token === undefined) return takeLateAnswer(turn, answer);
  if (answer.kind === "opened") {
    if (token.phase === "opening") updateToken(token, { phase: "waiting" });
    return;
  }
  behaviourOf(stepOf(turn, token)).answer?.(turn, token, stepOf(turn, token), answer);
}

/** An answer for a visit that is over: nothing follows from it, but what a cancelled activity did is kept. */
function takeLateAnswer(turn: Turn, answer: Answer): void {
  const { cancelled } = turn.state;
  const place = cancelled.findIndex(({ at }) => at === answer.step);
  const token = cancelled[place];
  if (token === undefined) return;
  cancelled.splice(place, 1);
  if (answer.kind !== "done") return;
  storeOutput(turn, stepOf(turn, token).id, answer.output);
  emitVisit(turn, token, "cancelled", { output: answer.output });
}

/** Every waiting token whose time is up asks who wins, or leaves. */
function passDeadlines(turn: Turn): void {
  if (isHeld(turn)) return;
  // A token that leaves is replaced in its place: the list is taken as it was when the time was up.
  for (const token of turn.state.tokens.slice()) {
    if (token.phase !== "waiting" || token.deadline === undefined || token.deadline > turn.now) continue;
    const step = stepOf(turn, token);
    turn.state.hasMoved = true;
    behaviourOf(step).expire?.(turn, token, step);
  }
}

/** Enters every token that can be entered. */
function settle(turn: Turn): void {
  for (let steps = 0; !isHeld(turn); steps += 1) {
    const token = turn.state.tokens.find((candidate) => isEnterable(turn, candidate));
    if (token === undefined) return;
    if (steps >= MAX_STEPS_AT_ONCE) park(turn, token, "endless", "the flow goes in a circle without waiting");
    else enter(turn, token);
  }
}

function isHeld({ state }: Turn): boolean {
  return state.isPaused || state.isDraining || state.held !== null || state.finished !== null;
}

function isEnterable({ state }: Turn, token: Token): boolean {
  return (
    !isEntered(token) && (token.phase === "ready" || !state.inFlight.includes(`${token.phase} ${token.at}`))
  );
}

function enter(turn: Turn, token: Token): void {
  const step = stepOf(turn, token);
  const behaviour = behaviourOf(step);
  const place = turn.state.early.findIndex((delivery) => delivery.step === token.at);
  const early = turn.state.early[place];
  if (early !== undefined) {
    turn.state.early.splice(place, 1);
    turn.state.bytes -= approximateBytes(early.delivery);
    // It is in its visit now, with nothing opened: the delivery is all it waited for.
    const waiting = updateToken(token, { phase: "waiting" });
    behaviour.deliver?.(turn, waiting, step, early.delivery);
    return;
  }
  if (step.readsProfile === true && turn.state.profileIsStale) {
    const asking = updateToken(token, { phase: "profile" });
    ask(turn, { kind: "read-profile", step: asking.at, name: step.name }, `profile ${asking.at}`);
    return;
  }
  try {
    behaviour.enter(turn, token, step);
  } catch (error) {
    // Nothing was done yet: what a step reads comes before what it asks for.
    if (error instanceof ZoneWanted) askForZone(turn, token, error);
    else throw error;
  }
}
