// Deliveries are taken in order of their number, each once; what comes for a wait that is not reached is kept.
import { parseStep } from "../step-id.ts";
import { behaviourOf } from "../instructions/advance.ts";
import type { Delivery } from "./facts.ts";
import { approximateBytes } from "./size.ts";
import type { EarlyDelivery } from "./state.ts";
import { endRun, stepOf } from "./turn.ts";
import type { Turn } from "./turn.ts";

/** What ends a pause: the run goes on, or only takes note of what happened because it ends now. */
export type EndPause = (turn: Turn, then: "go-on" | "end") => void;

/** Takes a delivery, and those behind it that were held by its gap. */
export function takeDelivery(turn: Turn, n: number, delivery: Delivery, endPause: EndPause): void {
  const { state } = turn;
  if (n <= state.handled || state.beyondGap.some((held) => held.n === n)) return;
  if (n > state.handled + 1) {
    state.beyondGap.push({ n, delivery });
    state.beyondGap.sort((a, b) => a.n - b.n);
    return;
  }
  handle(turn, n, delivery, endPause);
  for (;;) {
    const [next] = state.beyondGap;
    if (next === undefined || next.n !== state.handled + 1) return;
    state.beyondGap.shift();
    handle(turn, next.n, next.delivery, endPause);
  }
}

function handle(turn: Turn, n: number, delivery: Delivery, endPause: EndPause): void {
  const { state } = turn;
  state.handled = n;
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
      endRun(turn, "cancelled");
      return;
    case "pause":
    case "resume":
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
