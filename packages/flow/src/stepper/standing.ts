// Where the run stands: the one timer, and what people see. Both are said only when they change.
import { behaviourOf } from "../instructions/advance.ts";
import type { Standing } from "../instructions/behaviour.ts";
import type { Plan } from "../plan.ts";
import type { Command, RunState } from "./facts.ts";
import type { State, Token } from "./state.ts";
import { stepOf } from "./turn.ts";
import type { Turn } from "./turn.ts";

type Show = Extract<Command, { kind: "show" }>;
/** What a standing is read from. */
type Place = { readonly plan: Plan; readonly state: State };

/** Sets the timer to the nearest deadline. While paused or draining it stays as it is. */
export function armTimer(turn: Turn): void {
  const { state } = turn;
  if (state.isPaused || state.isDraining || state.held !== null) return;
  const next = nearest(state.tokens, ({ phase }) => phase === "waiting");
  const at = next?.deadline ?? null;
  if (at === state.wakeAt) return;
  state.wakeAt = at;
  turn.commands.push({ kind: "wake-at", at, name: next === null ? "" : stepOf(turn, next).name });
}

/** Says where the run stands when it blocks for long, parks, pauses or ends. */
export function showStanding(turn: Turn): void {
  const { state } = turn;
  if (!isWorthShowing(turn)) return;
  const text = standingText(turn);
  if (text === state.shown) return;
  state.shown = text;
  turn.commands.push(standingOf(turn));
}

/** Equal for two standings that would be shown alike; cheaper than what is shown. */
function standingText({ state }: Place): string {
  let text = state.isPaused ? "paused" : state.closing === null ? "" : "closing";
  if (state.held !== null) text += `| parked ${state.held.code}`;
  for (const { at, phase, deadline, parked } of state.tokens) {
    const where = phase === "opening" ? "waiting" : phase;
    text += `|${at} ${where} ${deadline ?? ""} ${parked === undefined ? "" : `${parked.code} ${parked.message}`}`;
  }
  return text;
}

function isWorthShowing({ state }: Place): boolean {
  if (state.isPaused || state.closing !== null || state.held !== null) return true;
  if (state.tokens.some(({ phase }) => phase === "parked")) return true;
  if (state.tokens.every(isBlocked)) return true;
  // What was said before is not so any more.
  return state.shown !== null && /^paused|^[^|]*\|\S* parked /.test(state.shown);
}

/** Where a run stands, for people. */
export function standingOf(place: Place): Show {
  const { state } = place;
  const standing = state.tokens;
  const parked = standing.find(({ phase }) => phase === "parked");
  const waiting = standing.filter(isBlocked);
  return {
    kind: "show",
    state: runStateOf(place, waiting, parked),
    waitingFor: waitingForOf(place, waiting),
    wakeAt: nearest(waiting, isBlocked)?.deadline ?? null,
    parkReason: state.held?.code ?? parked?.parked?.code ?? null,
    ...(state.held === null ? {} : { held: state.held.message }),
    at: standing.map((token) => {
      const { id, name } = stepOf(place, token);
      return { node: id, name, visit: token.visit, what: whatOf(place, token) };
    }),
  };
}

/** What any of them waits for, each once. */
function waitingForOf(place: Place, waiting: readonly Token[]): readonly string[] {
  const [first] = waiting;
  if (first !== undefined && waiting.length === 1) return standingAt(place, first).waitingFor;
  return [...new Set(waiting.flatMap((token) => standingAt(place, token).waitingFor))];
}

function runStateOf(place: Place, waiting: readonly Token[], parked: Token | undefined): RunState {
  const { state } = place;
  if (state.held !== null) return "parked";
  if (state.isPaused) return "paused";
  if (state.closing !== null) return "closing";
  if (parked !== undefined) return "parked";
  if (waiting.some((token) => standingAt(place, token).state === "human")) return "human";
  return waiting.length > 0 ? "waiting" : "running";
}

const RUNNING: Standing = { state: "running", waitingFor: [] };

function standingAt(place: Place, token: Token): Standing {
  const step = stepOf(place, token);
  return behaviourOf(step).standing?.(step) ?? RUNNING;
}

function whatOf(place: Place, token: Token): string {
  if (token.phase === "parked") return `parked: ${token.parked?.message ?? ""}`;
  const { waitingFor: waits } = standingAt(place, token);
  const until = token.deadline === undefined ? "" : ` until ${new Date(token.deadline).toISOString()}`;
  if (waits.length > 0) return `waits for ${waits.join(" or ")}${until}`;
  return until === "" ? "runs" : `waits${until}`;
}

function isBlocked({ phase }: Token): boolean {
  return phase === "opening" || phase === "waiting";
}

function nearest(tokens: readonly Token[], counts: (token: Token) => boolean): Token | null {
  let found: Token | null = null;
  for (const token of tokens) {
    if (token.deadline === undefined || !counts(token)) continue;
    if (found?.deadline === undefined || token.deadline < found.deadline) found = token;
  }
  return found;
}
