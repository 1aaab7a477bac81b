// The ledger: whether an effect may be tried, and under which attempt.
import type { Json } from "@throughline/flow";
import { isLive, toRunClosed } from "../run-state.ts";
import type { RunClosed } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import type { CapReservation, EffectState } from "../rows.ts";
import { transaction } from "../transaction.ts";

export interface BeginEffectRequest {
  readonly run: string;
  /** `run/node.visit/name`: of this run. */
  readonly key: string;
  readonly cap?: CapReservation;
}

/** Whether an effect may be tried, and under which attempt; else why not. */
export type BeginEffectAnswer =
  | {
      readonly kind: "go";
      readonly attempt: number;
      readonly previous: Extract<EffectState, "intended" | "unsure"> | "none";
    }
  | { readonly kind: "done"; readonly result: Json }
  /** A cap reserved elsewhere is used up. */
  | { readonly kind: "capped"; readonly detail: string }
  | RunClosed;

/**
 * Takes the next attempt and writes the intent: a done effect returns its result, whatever became of its run; else a
 * closed run ends. The run's row is held meanwhile, so that it cannot close in between.
 */
export const beginEffect = transaction({
  name: "begin-effect",
  matching: "none",
  needs: ({ run, key, cap }: BeginEffectRequest) => ({
    run,
    effect: key,
    cap: cap === undefined ? null : { ...cap, key },
  }),
  decide({ run: id, key, cap }, { run, effect, cap: reserved }): Decision<BeginEffectAnswer> {
    if (effect?.state === "done") return onlyAnswer({ kind: "done", result: effect.result });
    if (!isLive(run)) return onlyAnswer(toRunClosed(run));
    if (cap !== undefined && reserved >= cap.count)
      return onlyAnswer({ kind: "capped", detail: `${reserved} of ${cap.count} are used in this period` });
    const attempt = (effect?.attempt ?? 0) + 1;
    const previous = effect === null || effect.state === "released" ? "none" : effect.state;
    return {
      answer: { kind: "go", attempt, previous },
      writes: {
        ...NO_WRITES,
        effects: [{ key, run: id, state: "intended", attempt, result: null }],
        reserved: cap === undefined ? [] : [{ key, scope: cap.scope, subject: cap.subject }],
      },
    };
  },
});
