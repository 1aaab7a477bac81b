// Stands in for the workflow's limits in tests of continue-as-new.

export const DRAIN_AT_EVENTS = 27;
export const DRAIN_AT_BYTES = 1_048_576;
