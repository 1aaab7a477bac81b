// Deliveries are taken in order of their number, each once; what comes for a wait that is not reached is kept.
import { parseStep } from "../step-id.ts";
import { behaviourOf } from "../instructions/advance.ts";
import type { Delivery } from "./facts.ts";
import { approximateBytes } from "./size.ts";
import type { EarlyDelivery } from "./state.ts";
import { holdAhead } from "./close.ts";
import { release } from "./hold.ts";
import { endByHand, endRun, stepOf } from "./turn.ts";
import type { Turn } from "./turn.ts";

/** What ends a pause: the run goes on, or only takes note of what happened because it ends now. */
export type EndPause = (turn: Turn, then: "go-on" | "end") => void;

/** Takes a delivery, and those behind it that were held by its gap. */
export function takeDelivery(turn: Turn, n: number, delivery: Delivery, endPause: EndPause): void {
  const { state } = turn;
  if (n <= state.handled) {
    takeUsedNumber(turn, n, delivery, endPause);
    return;
  }
  if (n > state.handled + 1) {
    holdBehindGap(turn, n, delivery);
    return;
  }
  handle(turn, n, delivery, endPause);
  takeHeld(turn, endPause);
}

/** The deliverer sends in order of number: what is further ahead than this was not sent by it. */
const LONGEST_GAP = 1_000;

function holdBehindGap({ state }: Turn, n: number, delivery: Delivery): void {
  if (n > state.handled + LONGEST_GAP || state.beyondGap.some((held) => held.n === n)) return;
  state.bytes += approximateBytes(delivery);
  state.beyondGap.push({ n, delivery });
  state.beyondGap.sort((a, b) => a.n - b.n);
}

function takeHeld(turn: Turn, endPause: EndPause): void {
  const { beyondGap } = turn.state;
  for (;;) {
    const [next] = beyondGap;
    if (next === undefined || next.n > turn.state.handled + 1) return;
    beyondGap.shift();
    turn.state.bytes -= approximateBytes(next.delivery);
    if (next.n > turn.state.handled) handle(turn, next.n, next.delivery, endPause);
  }
}

/**
 * A number that is used up says nothing new, unless something else was handled under it: then the database does not know
 * what the run has handled, and the run is held. There a cancel ends the run, and a resume lets it go on with the numbers
 * of the database.
 */
function takeUsedNumber(turn: Turn, n: number, delivery: Delivery, endPause: EndPause): void {
  const { state } = turn;
  const known = state.taken.find((taken) => taken.n === n)?.what;
  // Refused for good after it had come: the sender did not hear that it was taken.
  const isRepeat =
    known === undefined ||
    known === whatOf(delivery) ||
    delivery.kind === "undeliverable" ||
    known === REFUSED;
  if (delivery.kind === "cancel" && (state.closing === null || !isRepeat || state.held !== null)) {
    endPause(turn, "end");
    endByHand(turn);
    return;
  }
  if (isRepeat) return;
  if (delivery.kind !== "resume") {
    holdAhead(turn, n);
    return;
  }
  release(turn);
  state.taken = state.taken.filter((taken) => taken.n < n);
  handle(turn, n, delivery, endPause);
  takeHeld(turn, endPause);
}

/** How many numbers are remembered: those that a database may lack after it was set back, or a sender repeat. */
const REMEMBERED = 32;
const REFUSED = "undeliverable";

/** What tells a delivery from another one that has its number. */
function whatOf(delivery: Delivery): string {
  switch (delivery.kind) {
    case "event":
      return `event ${delivery.event.seq} ${delivery.wait}`;
    case "decision":
      return `decision ${delivery.step}`;
    case "expired":
      return `expired ${delivery.wait}`;
    case "undeliverable":
      return REFUSED;
    case "interrupt":
      return `interrupt ${delivery.name}`;
    case "cancel":
    case "pause":
    case "resume":
      return delivery.kind;
  }
}

function handle(turn: Turn, n: number, delivery: Delivery, endPause: EndPause): void {
  const { state } = turn;
  state.handled = n;
  state.taken = [...state.taken.slice(1 - REMEMBERED), { n, what: whatOf(delivery) }];
  release(turn, "unknown-delivery");
  // The outcome is decided, so it does not matter what was said under the numbers that the database has given again.
  if (state.closing !== null) release(turn, "ahead-of-database");
  if (delivery.kind === "pause") {
    state.isPaused = true;
    return;
  }
  if (delivery.kind === "resume" || delivery.kind === "cancel") {
    endPause(turn, delivery.kind === "cancel" ? "end" : "go-on");
    act(turn, delivery);
    return;
  }
  // The number is used up either way; while paused, what is said waits.
  if (state.isPaused) state.whilePaused.push({ kind: "delivered", n, delivery, at: turn.now });
  else act(turn, delivery);
}

/** Does what a delivery says. */
export function act(turn: Turn, delivery: Delivery): void {
  switch (delivery.kind) {
    case "interrupt":
      endRun(turn, delivery.name === "restart" ? "restarted" : delivery.name);
      return;
    case "event":
    case "expired":
      giveTo(turn, delivery.wait, delivery);
      return;
    case "decision":
      giveTo(turn, delivery.step, delivery);
      return;
    case "undeliverable":
      // What was not for a step, a pause or a cancel, is the operator's to send again: no step can be repaired for it.
      if (delivery.wait !== null) giveTo(turn, delivery.wait, delivery);
      return;
    case "cancel":
      endByHand(turn);
      return;
    case "resume":
      release(turn);
      return;
    case "pause":
      return;
  }
}

function giveTo(turn: Turn, at: string, delivery: Delivery): void {
  const { state } = turn;
  // The outcome is decided: only the number matters.
  if (state.closing !== null) return;
  const token = state.tokens.find((candidate) => candidate.at === at);
  if (token !== undefined) {
    const step = stepOf(turn, token);
    if (token.phase === "parked" && token.parked?.code !== "undeliverable") {
      // Repaired first; then it is there.
      keep(turn, at, delivery);
      return;
    }
    if (behaviourOf(step).deliver?.(turn, token, step, delivery) === true) return;
  }
  if (token !== undefined || isAhead(turn, at)) keep(turn, at, delivery);
}

/** What was sent again takes the place of the word that it could not be delivered. */
function keep(turn: Turn, step: string, delivery: Delivery): void {
  const { state } = turn;
  const isReplaced = (early: EarlyDelivery): boolean =>
    early.step === step && early.delivery.kind === "undeliverable";
  for (const early of state.early.filter(isReplaced)) state.bytes -= approximateBytes(early.delivery);
  state.early = [...state.early.filter((early) => !isReplaced(early)), { step, delivery }];
  state.bytes += approximateBytes(delivery);
}

/** False for a visit that is over: a second delivery for it says nothing new. */
function isAhead({ state }: Turn, at: string): boolean {
  const { node, visit } = parseStep(at);
  return visit > (state.visits[node] ?? 0);
}
