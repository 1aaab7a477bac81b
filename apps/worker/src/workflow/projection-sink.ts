// What the run tells our own lists and counts. Best effort, may repeat, costs no history: nothing that decides reads it.
import { proxySinks } from "@temporalio/workflow";
import type { Sinks } from "@temporalio/workflow";
import type { RunState, Visit } from "@throughline/flow/stepper";

/** A visit without the data that went in and came out. */
export type SeenVisit = Omit<Visit, "input" | "output" | "error">;

/** Where a run stands; `at` is workflow time in ms. */
export interface Shown {
  readonly at: number;
  readonly state: RunState;
  readonly waitingFor: readonly string[];
  readonly wakeAt: number | null;
  readonly parkReason: string | null;
  /** Why the whole run is held, as a sentence. */
  readonly held?: string;
  readonly nodes: readonly {
    readonly node: string;
    readonly name: string;
    readonly visit: number;
    readonly what: string;
  }[];
}

export interface ProjectionSinks extends Sinks {
  projection: {
    visit(version: number, visit: SeenVisit): void;
    show(shown: Shown): void;
  };
}

export const { projection } = proxySinks<ProjectionSinks>();
