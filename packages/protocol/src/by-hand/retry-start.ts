// A start that was refused for good is tried again as a new entry of the same event.
import type { EntryRow, RunRow } from "../rows.ts";
import type { RetryAnswer } from "../store.ts";
import { runId } from "../ids.ts";
import { enter } from "../match/match.ts";
import { MatchDraft } from "../match/match-draft.ts";
import type { DraftWrites } from "../match/match-draft.ts";
import { candidateOf } from "../match/match-keys.ts";
import type { Candidate } from "../match/match-keys.ts";
import type { LivePlan } from "../match/routing.ts";

/** What is read and locked, with nobody matching meanwhile. */
export interface RetryStartInput {
  /** What the flow would do with the event now (`retryCandidate`). */
  readonly candidate: Candidate | null;
  readonly entry: EntryRow | null;
  /** The runs that the entry row names, and the candidate's own if it is there. */
  readonly runs: readonly RunRow[];
  /** The match number after the last one given: the event is matched once more, for this flow alone. */
  readonly nextNo: number;
  /** When the subject enters: now, by database time (ms). */
  readonly at: number;
}

/** What the live version does with the event of a refused run; null when it does nothing with it. */
export function retryCandidate(live: LivePlan | null, refused: RunRow, isPaused: boolean): Candidate | null {
  if (live === null) return null;
  const candidate = candidateOf(live, refused.entry, new Set(isPaused ? [refused.flow] : []));
  if (candidate?.kind !== "enter") return candidate;
  return { ...candidate, run: nextAttempt(refused.id) };
}

/**
 * Decides the retry of a refused start: the re-entry rule is asked again, and the run is a new one with an id and
 * numbers of its own. The refused row keeps its id, because a deliverer that was slow may still send its deliveries
 * there; of one event there is never more than one run in a flow that was not refused.
 */
export function retryStart(
  refused: RunRow,
  { candidate, entry, runs, nextNo, at }: RetryStartInput,
): { readonly answer: RetryAnswer; readonly writes: DraftWrites | null } {
  if (candidate === null) return impossible("its flow is not live, or takes such an event no more");
  if (candidate.kind === "refuse") return impossible(candidate.detail);
  const draft = new MatchDraft({ runs, entries: entry === null ? [] : [entry], waits: [] });
  enter(draft, candidate, { ...refused.entry, no: nextNo }, at);
  const writes = draft.finish();
  if (writes.newRuns.length === 0) return impossible(writes.refusals[0]?.detail ?? "it may not enter");
  return { answer: { kind: "retried" }, writes };
}

/** No event is called so, because Postgres stores no NUL. */
const AGAIN = "\u0000again";

/** The id of the run that follows a refused one; computed, so that a repeat gets the same. */
function nextAttempt(refused: string): string {
  return runId(refused.slice(0, refused.lastIndexOf(".")), { source: refused, id: AGAIN });
}

function impossible(reason: string): ReturnType<typeof retryStart> {
  return { answer: { kind: "impossible", reason }, writes: null };
}
