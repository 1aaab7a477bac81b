// The ledger: whether an effect may be tried, and under which attempt.
import type { Json } from "@throughline/flow";
import type { EffectRow, RunRow } from "../rows.ts";
import type { BeginEffectAnswer, CapReservation } from "../store.ts";
import { isLive, toRunClosed } from "./run-state.ts";

/** A ledger row as stored; `released` keeps the attempt count of an effect that surely did not happen. */
export type LedgerRow = Omit<EffectRow, "state"> & { readonly state: EffectRow["state"] | "released" };

export interface BeginEffectInput {
  readonly run: RunRow | null;
  readonly effect: LedgerRow | null;
  readonly cap?: CapReservation;
  /** Reservations of the cap's scope and subject within its period, without this effect's own. */
  readonly reserved: number;
}

export interface BeginEffectDecision {
  readonly answer: BeginEffectAnswer;
  /** The ledger row to insert or replace; null changes nothing. */
  readonly effect: LedgerRow | null;
  /** Take the cap under the effect's key, unless it holds it. */
  readonly reserve: boolean;
}

/** Decides `begin-effect`: a done effect returns its result, a closed run ends, else the attempt is the row's plus one. */
export function beginEffect(
  key: string,
  { run, effect, cap, reserved }: BeginEffectInput,
): BeginEffectDecision {
  if (effect?.state === "done") return only({ kind: "done", result: effect.result });
  if (!isLive(run)) return only(toRunClosed(run));
  if (cap !== undefined && reserved >= cap.count) {
    return only({ kind: "capped", detail: `${reserved} of ${cap.count} are used in this period` });
  }
  const attempt = (effect?.attempt ?? 0) + 1;
  const previous = effect === null || effect.state === "released" ? "none" : effect.state;
  return {
    answer: { kind: "go", attempt, previous },
    effect: { key, state: "intended", attempt, result: null },
    reserve: cap !== undefined,
  };
}

/** Decides `end-effect`: only the newest attempt of an intended effect may say how it ended. */
export function endEffect(
  effect: LedgerRow | null,
  end: { readonly attempt: number; readonly state: "done" | "unsure"; readonly result: Json },
): {
  readonly answer: { readonly kind: "stored" } | { readonly kind: "fenced" };
  readonly effect: LedgerRow | null;
} {
  if (effect === null || effect.attempt !== end.attempt || effect.state === "released")
    return { answer: { kind: "fenced" }, effect: null };
  if (effect.state === "done") return { answer: { kind: "stored" }, effect: null };
  return { answer: { kind: "stored" }, effect: { ...effect, state: end.state, result: end.result } };
}

function only(answer: BeginEffectAnswer): BeginEffectDecision {
  return { answer, effect: null, reserve: false };
}
