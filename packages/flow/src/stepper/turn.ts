// One call of the stepper: a draft of the state and the commands so far. Instructions change state only through it.
import { instantText } from "../instant-text.ts";
import { stepId } from "../step-id.ts";
import type { Json } from "../json.ts";
import { findStep } from "../find-step.ts";
import type { Plan, PlanStep, Scope } from "../plan.ts";
import type { Command, Visit } from "./facts.ts";
import { approximateBytes, MAX_CARRIED_BYTES, MAX_STATE_BYTES } from "./size.ts";
import type { Draft, Growing, Mutable, Phase, Token } from "./state.ts";

export interface Turn {
  readonly plan: Plan;
  readonly state: Draft;
  readonly commands: Command[];
  /** Members of the draft that still belong to the state before it. */
  readonly borrowed: Record<Growing, boolean>;
  /** Workflow time of the fact at hand, ms. */
  now: number;
}

/** What an expression of a step sees. */
export function scopeOf(turn: Turn): Scope {
  const { entry, profile, outputs } = turn.state;
  const { flow, version, settings } = turn.plan;
  const id = entry.run;
  const { now } = turn;
  return {
    trigger: entry.trigger as unknown as Json,
    subject: entry.subject,
    profile,
    steps: outputs,
    vars: {},
    run: {
      id,
      shortId: shortIdOf(id),
      flow,
      version,
      startedAt: entry.startedAt,
      timeZone: settings.timeZone,
    },
    now: instantText(now),
  };
}

/** The part of a run id that people read and type. */
export function shortIdOf(run: string): string {
  return run.slice(run.lastIndexOf(".") + 1).slice(0, 8);
}

export function stepOf({ plan }: Pick<Turn, "plan">, token: Token): PlanStep {
  const step = findStep(plan, token.node);
  if (step === undefined)
    throw new RangeError(
      `Cannot find node "${token.node}" of flow "${plan.flow}": version ${plan.version} has none`,
    );
  return step;
}

/** Changes a token of the draft and returns it. */
export function updateToken(token: Token, change: Partial<Token>): Token {
  return Object.assign(token, change);
}

/** Puts another token in the place of one. */
export function replaceToken({ state: { tokens } }: Turn, token: Token, by: Token): void {
  const index = tokens.indexOf(token);
  if (index >= 0) tokens[index] = by;
}

/** A member of the draft to write into. */
export function ownRecord<Key extends Growing>({ state, borrowed }: Turn, key: Key): Draft[Key] {
  if (borrowed[key]) {
    state[key] = { ...state[key] };
    borrowed[key] = false;
  }
  return state[key];
}

/** Asks the host for something that will be answered. */
export function ask(turn: Turn, command: Command, name: string): void {
  turn.commands.push(command);
  if (!turn.state.inFlight.includes(name)) turn.state.inFlight.push(name);
}

/** Blocks a token: what it waits for was asked or is to come. */
export function block(turn: Turn, token: Token, phase: Phase, change?: Partial<Token>): Token {
  const isNew = !isEntered(token);
  if (change !== undefined) updateToken(token, change);
  setPhase(token, phase);
  if (isNew) emitVisit(turn, token, "active");
  return token;
}

function setPhase(token: Mutable<Token>, phase: Phase): void {
  token.phase = phase;
}

/** Ends the visit by a port. Where nothing is connected the token ends with outcome `<node>.<port>`. */
export function leave(turn: Turn, token: Token, port: string, output?: Json): void {
  const step = stepOf(turn, token);
  if (output !== undefined) storeOutput(turn, step.id, output);
  emitVisit(turn, token, "left", output === undefined ? { port } : { port, output });
  const next = Object.hasOwn(step.next, port) ? step.next[port] : undefined;
  if (next === undefined) endToken(turn, token, `${step.id}.${port}`);
  else moveTo(turn, token, next);
}

/** Stops the token until somebody repairs it. */
export function park(turn: Turn, token: Token, code: string, message: string): void {
  updateToken(token, { phase: "parked", parked: { code, message } });
  turn.state.profileIsStale = true;
  emitVisit(turn, token, "parked", { error: { code, message } });
}

/** True when the state has room; otherwise the token parks. Asked before every command that makes the state grow. */
export function hasRoom(turn: Turn, token: Token): boolean {
  const { bytes, fixedBytes } = turn.state;
  if (bytes <= MAX_STATE_BYTES && bytes + fixedBytes <= MAX_CARRIED_BYTES) return true;
  park(
    turn,
    token,
    "state-too-large",
    "the outputs and early events of this run are larger than 1 MB together, or than 1.5 MB with its plan",
  );
  return false;
}

/** Whether a visit has begun: what its step needs to know first is there. */
export function isEntered({ phase }: Token): boolean {
  return phase !== "ready" && phase !== "profile" && phase !== "zone";
}

/** Puts the token at the start of a new visit of a step. */
export function moveTo(turn: Turn, token: Token, node: string): void {
  const visit = (turn.state.visits[node] ?? 0) + 1;
  ownRecord(turn, "visits")[node] = visit;
  const moved: Token = {
    node,
    visit,
    at: stepId({ node, visit }),
    startedAt: turn.now,
    // What never blocked took no time: it is no step that an answer could have come to.
    previousAt: isEntered(token) ? token.startedAt : token.previousAt,
    phase: "ready",
  };
  replaceToken(turn, token, moved);
}

/** Removes a token; the last one ends the run. */
function endToken(turn: Turn, token: Token, outcome: string): void {
  const { tokens } = turn.state;
  const index = tokens.indexOf(token);
  if (index >= 0) tokens.splice(index, 1);
  if (turn.state.tokens.length === 0) decideOutcome(turn, outcome);
}

/** Ends the whole run: every token is cancelled, running activities are told to stop. The first outcome stands. */
export function endRun(turn: Turn, outcome: string): void {
  for (const token of turn.state.tokens) {
    if (token.phase === "running") {
      turn.commands.push({ kind: "cancel-step", step: token.at });
      turn.state.cancelled.push(token);
    }
    if (token.phase !== "ready") emitVisit(turn, token, "cancelled");
  }
  turn.state.tokens = [];
  decideOutcome(turn, outcome);
}

function decideOutcome(turn: Turn, outcome: string): void {
  turn.state.closing ??= { outcome, isAsked: false, from: 0, isForced: false };
}

/** Somebody cancels it: that ends a run whatever holds it, also one that the database knows less of than it does. */
export function endByHand(turn: Turn): void {
  endRun(turn, "cancelled");
  const { state } = turn;
  if (state.closing !== null) state.closing = { ...state.closing, isForced: true };
  state.held = null;
}

/** Keeps what a step gave, and counts it. */
export function storeOutput(turn: Turn, id: string, output: Json): void {
  turn.state.bytes += approximateBytes(output) - approximateBytes(turn.state.outputs[id]);
  ownRecord(turn, "outputs")[id] = output;
}

/** Says where a visit stands. A visit that is not active any more has ended now. */
export function emitVisit(turn: Turn, token: Token, state: Visit["state"], more?: Partial<Visit>): void {
  const { node, visit: number, startedAt, input } = token;
  const visit: Mutable<Visit> = { node, visit: number, state, startedAt };
  if (state === "left" || state === "cancelled") visit.endedAt = turn.now;
  if (input !== undefined) visit.input = input;
  if (more !== undefined) Object.assign(visit, more);
  turn.commands.push({ kind: "visit", visit });
}
