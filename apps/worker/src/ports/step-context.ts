import type { JsonObject } from "@throughline/flow";

/** The step on whose behalf a port is used; made once per try. */
export interface StepContext {
  readonly run: string;
  /** `node.visit`. */
  readonly step: string;
  readonly subject: string;
  /** Aborted when the step is cancelled. */
  readonly signal: AbortSignal;
  /** Told what leaves, as it leaves. */
  readonly note: (what: JsonObject) => void;
}
