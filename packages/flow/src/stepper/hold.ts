// A run that could only turn on the spot, or act on what may be wrong, stands still and says so until somebody decides.
import type { Fact } from "./facts.ts";
import type { Hold } from "./state.ts";
import type { Turn } from "./turn.ts";

/** Holds the run: facts are taken, nothing new is issued. The first reason stands. */
export function hold(turn: Turn, code: Hold["code"], message: string): void {
  turn.state.held ??= { code, message };
}

/** Somebody decided, or what was missing has come. */
export function release(turn: Turn, ...codes: readonly Hold["code"][]): void {
  const { held } = turn.state;
  if (held !== null && (codes.length === 0 || codes.includes(held.code))) turn.state.held = null;
}

/** Every fact but these says something new: a run that only continues, or whose timer fires for nothing, has not moved. */
const IDLE: ReadonlySet<Fact["kind"]> = new Set(["continued", "drain", "too-large", "timer"]);

/** Takes note of what is new in this execution. A run that was held because nothing was, is not any more. */
export function noteMove(turn: Turn, fact: Fact): void {
  if (IDLE.has(fact.kind)) return;
  turn.state.hasMoved = true;
  release(turn, "no-progress");
}

/** Continuing as new helps only where this execution has done something: else the next one would stand where this one does. */
export function drain(turn: Turn): void {
  if (turn.state.hasMoved) turn.state.isDraining = true;
  else
    hold(
      turn,
      "no-progress",
      "the history grew and nothing happened: to continue with a new one would not help",
    );
}
