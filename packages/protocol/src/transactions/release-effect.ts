import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface ReleaseEffectRequest {
  readonly key: string;
  readonly attempt: number;
}

/** The effect surely did not happen: its cap is freed, its attempts stay counted. */
export const releaseEffect = transaction({
  name: "release-effect",
  matching: "none",
  needs: ({ key }: ReleaseEffectRequest) => ({ effect: key }),
  decide({ key, attempt }, { effect }): Decision<{ readonly released: boolean }> {
    const isOpen = effect?.state === "intended" || effect?.state === "unsure";
    if (!isOpen || effect.attempt !== attempt) return onlyAnswer({ released: false });
    return {
      answer: { released: true },
      writes: { ...NO_WRITES, effects: [{ ...effect, state: "released" }], freed: [key] },
    };
  },
});
