import type { RunHead, WaitRow } from "../rows.ts";
import type { RetryAnswer } from "../store.ts";
import { stepOf } from "../transactions/refuse-delivery.ts";
import { numberDelivery, takesNumbers } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { DeadLetter, Decision } from "../writes.ts";

export interface RetryDeliveryInput {
  readonly run: RunHead | null;
  /** Rows of the wait that the delivery was for. */
  readonly waits: readonly WaitRow[];
}

/** Decides a delivery's second try: the same payload under a fresh number, because its own is used up. */
export function retryDelivery(
  letter: Extract<DeadLetter, { kind: "delivery" }>,
  { run, waits }: RetryDeliveryInput,
): Decision<RetryAnswer> {
  if (!takesNumbers(run)) return onlyAnswer({ kind: "impossible", reason: "its run has ended" });
  const numbered = numberDelivery(run, letter.payload, letter.seq);
  const step = stepOf(letter.payload);
  const named = waits.some(
    (row) => row.step === step && row.state.kind === "matched" && row.state.n === letter.n,
  );
  const state = { kind: "matched", n: numbered.delivery.n } as const;
  return {
    answer: { kind: "retried" },
    writes: {
      ...NO_WRITES,
      runs: [numbered.run],
      deliveries: [numbered.delivery],
      waits: named && step !== null ? [{ run: run.id, step, state }] : [],
      announce: [run.id],
    },
  };
}
