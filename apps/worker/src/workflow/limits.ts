// When a run continues as new; imported as #workflow-limits, so that a test can bundle the workflow with lower ones.
// A replay of this much history costs about half a second of CPU.

/** History events after which a run drains. */
export const DRAIN_AT_EVENTS = 2_000;
/** History bytes after which a run drains. */
export const DRAIN_AT_BYTES = 1_048_576;
