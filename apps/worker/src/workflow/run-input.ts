import type { StartInput, State, Visit } from "@throughline/flow/stepper";
import type { Show } from "./operator-view.ts";

/** What an execution starts with; the optional part is there from the second execution of a chain on. */
export interface RunInput extends StartInput {
  readonly state?: State;
  /** Number of this execution in the chain of continue-as-new; absent means 0. */
  readonly part?: number;
  /** What was last shown to operators: search attributes live on when a run continues as new. */
  readonly shown?: Show;
  /** Visits that were not over, or not stored, when the previous execution ended. */
  readonly visits?: readonly Visit[];
}

/** What the workflow returns, as the Temporal UI shows it. */
export interface RunResult {
  readonly outcome: string;
}
