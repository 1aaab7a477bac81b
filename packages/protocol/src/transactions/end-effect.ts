import type { Json } from "@throughline/flow";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import type { EffectState } from "../rows.ts";
import { transaction } from "../transaction.ts";

export interface EndEffectRequest {
  readonly key: string;
  readonly attempt: number;
  readonly state: Extract<EffectState, "done" | "unsure">;
  readonly result: Json;
}

export type EndEffectAnswer = { readonly kind: "stored" } | { readonly kind: "fenced" };

/** Writes how an effect ended; only its newest attempt may say so, and what is done stays done. */
export const endEffect = transaction({
  name: "end-effect",
  matching: "none",
  needs: ({ key }: EndEffectRequest) => ({ effect: key }),
  decide({ attempt, state, result }, { effect }): Decision<EndEffectAnswer> {
    if (effect === null || effect.attempt !== attempt || effect.state === "released")
      return onlyAnswer({ kind: "fenced" });
    if (effect.state === "done") return onlyAnswer({ kind: "stored" });
    return {
      answer: { kind: "stored" },
      writes: { ...NO_WRITES, effects: [{ ...effect, state, result }] },
    };
  },
});
