// What an event means to a plan, judged in one place: matcher, receipts and simulator turn these verdicts into rows and words.
export { judgeEntry, MAX_SUBJECT_CHARS } from "./entry.ts";
export type { EntryVerdict, TriggerMiss } from "./entry.ts";
export { entryScope, eventScope } from "./scope.ts";
export type { EventScope, SeenEvent } from "./scope.ts";
export { staticWaitRows } from "./static-waits.ts";
export type { EnteredRun } from "./static-waits.ts";
export { eventKey, topicsOf } from "./topics.ts";
export { eventTypeOf, looksAt, typesOf } from "./trigger.ts";
export { traitsOf } from "./traits-of.ts";
export { valuesSeen } from "./values-seen.ts";
export {
  beatsDeadline,
  CLOCK_TOLERANCE_MS,
  countsSince,
  judgeFilter,
  judgeWake,
  readsProfile,
} from "./wake.ts";
export type { JudgedWait, MetEvent, Standing, WaitState, WakeMiss, WakeVerdict } from "./wake.ts";
