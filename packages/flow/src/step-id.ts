// A step of a run is one visit of a node, written `offer.2`. Ids of nodes have no dot.

/** A node and how often the run has come to it. */
export interface Visit {
  readonly node: string;
  /** From 1 on. */
  readonly visit: number;
}

/** Writes a step. */
export function stepId({ node, visit }: Visit): string {
  return `${node}.${visit}`;
}

/** Reads a step; the id of a node alone is its first visit. */
export function parseStep(step: string): Visit {
  const dot = step.lastIndexOf(".");
  return dot < 0
    ? { node: step, visit: 1 }
    : { node: step.slice(0, dot), visit: Number(step.slice(dot + 1)) };
}

/** The node of a step. */
export function nodeOf(step: string): string {
  return parseStep(step).node;
}
