// The end of a run: the row is asked to close, and what it says stands.
import type { Fact } from "./facts.ts";
import { hold } from "./hold.ts";
import type { Turn } from "./turn.ts";

/** Asks `close-run` once nothing is in flight any more and no delivery it named is missing. */
export function closeRun(turn: Turn): void {
  const { state } = turn;
  const { closing } = state;
  if (closing === null || closing.isAsked || state.isPaused || state.isDraining) return;
  if (state.inFlight.length > 0 || state.handled + 1 < closing.from) return;
  if (state.held?.code === "ahead-of-database") return;
  const { outcome, isForced } = closing;
  state.closing = { ...closing, isAsked: true };
  state.inFlight.push("close");
  turn.commands.push({ kind: "close", outcome, handled: state.handled, isForced });
}

/**
 * Closed: the stored outcome ends the run. Behind: deliveries below `nextN` come first. Anything else would be answered
 * alike however often it is asked, so the run is held.
 */
export function takeCloseAnswer(turn: Turn, answer: Extract<Fact, { kind: "closed" }>["answer"]): void {
  const { state } = turn;
  if (state.closing === null) return;
  state.inFlight = state.inFlight.filter((name) => name !== "close");
  if (answer.kind === "closed") {
    state.finished = answer.outcome;
    turn.commands.push({ kind: "finish", outcome: answer.outcome });
    return;
  }
  state.closing = { ...state.closing, isAsked: false };
  if (answer.nextN > state.handled + 1) state.closing = { ...state.closing, from: answer.nextN };
  // It has decided meanwhile, or the missing numbers have come.
  else if (answer.nextN === state.handled + 1 || (state.closing.isForced && answer.kind === "ahead")) return;
  else holdAhead(turn, answer.nextN);
}

/** The run has handled what the database does not know: it was set back, or somebody signalled by hand. */
export function holdAhead(turn: Turn, n: number): void {
  hold(
    turn,
    "ahead-of-database",
    `delivery ${n} is still to be given by the database, and the run has handled ${turn.state.handled}: the database was set back to an earlier moment, or somebody signalled by hand`,
  );
}
