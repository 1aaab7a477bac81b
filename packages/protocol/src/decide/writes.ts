// What a transaction changes, as data: every decision answers with it, and each store has one function that writes it.
import type { Delivery, Json, WaitState } from "@throughline/flow";
import type { DeliveryRow, EntryRow, RunHead, TaskRow, WaitRow } from "../rows.ts";

/** All rows of a visit of a wait change together. */
export interface WaitChange {
  readonly run: string;
  readonly step: string;
  readonly state: WaitState;
}

/**
 * A run whose row ends here. The store removes its waits and its outbox row, withdraws its open tasks and settles its
 * unsettled deliveries: `sent` below `handled`, `run had ended` from there on.
 */
export interface Ending {
  readonly run: string;
  /** Why, when it did not end by itself; for operators. */
  readonly reason: string | null;
  readonly trail: Json | null;
  /** Numbers at or below it were handled by the run; -1 if it never ran. */
  readonly handled: number;
}

/** Something that was given up and is shown with a button to try again. */
export type DeadLetter =
  /** The run was refused; its row keeps the event. */
  | { readonly kind: "start"; readonly run: string; readonly n: 0; readonly reason: string }
  /** What was to be delivered is kept whole, because its row only says now that it could not be. */
  | {
      readonly kind: "delivery";
      readonly run: string;
      readonly n: number;
      readonly reason: string;
      readonly payload: Delivery;
      /** seq of the event that caused it. */
      readonly seq: number | null;
    };

export interface RunWrites {
  /** Existing rows as they are afterwards (state, nextN, outcome, predecessor may differ). */
  readonly runs: readonly RunHead[];
  /** To insert or replace by (flow, subject). */
  readonly entries: readonly EntryRow[];
  /** New deliveries, unsettled; their numbers are already counted in the run's `nextN`. */
  readonly deliveries: readonly DeliveryRow[];
  /** To insert or replace by (run, step, i). */
  readonly newWaits: readonly WaitRow[];
  readonly waits: readonly WaitChange[];
  /** Tasks as they are afterwards. */
  readonly tasks: readonly TaskRow[];
  readonly endings: readonly Ending[];
  readonly deadLetters: readonly DeadLetter[];
  /** Runs that deliverers should look at now: insert or refresh their outbox rows. */
  readonly announce: readonly string[];
}

/** A transaction that changes nothing. */
export const NO_WRITES: RunWrites = Object.freeze({
  runs: [],
  entries: [],
  deliveries: [],
  newWaits: [],
  waits: [],
  tasks: [],
  endings: [],
  deadLetters: [],
  announce: [],
});

/** A decision: what the caller is told, and what is written first. */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly writes: RunWrites;
}

/** A decision that only answers. */
export function onlyAnswer<Answer>(answer: Answer): Decision<Answer> {
  return { answer, writes: NO_WRITES };
}
