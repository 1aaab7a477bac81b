// The visits of a run as its page shows them: newest word per visit, in order of first entry.
import { stepId } from "@throughline/flow/stepper";
import type { Visit } from "@throughline/flow/stepper";

export interface Trail {
  record(visit: Visit): void;
  /** Every visit this execution knows. */
  all(): readonly Visit[];
  /** Says that everything so far is stored outside. */
  markStored(): void;
  /** What the next execution must know: visits that are not over, and those not stored yet. */
  carried(): readonly Visit[];
  /** The newest word of one visit (`node.visit`). */
  visit(step: string): Visit | undefined;
}

/** Begins with what the previous execution of the chain handed over. */
export function createTrail(carried: readonly Visit[] = []): Trail {
  const visits = new Map<string, Visit>();
  const unstored = new Set<string>();
  for (const visit of carried) visits.set(stepId(visit), visit);
  return {
    record(visit) {
      const key = stepId(visit);
      visits.set(key, visit);
      unstored.add(key);
    },
    all: () => [...visits.values()],
    markStored: () => unstored.clear(),
    carried: () =>
      [...visits].filter(([key, visit]) => unstored.has(key) || !isOver(visit)).map(([, visit]) => visit),
    visit: (step) => visits.get(step),
  };
}

function isOver(visit: Visit): boolean {
  return visit.state === "left" || visit.state === "cancelled";
}
