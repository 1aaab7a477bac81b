// What follows an attempt that failed: fewer events, more time for one alone, or that one is set aside.
import type { Trouble } from "./match-trouble.ts";

/** How long matching may take before it is given up. */
export interface MatchTimeouts {
  /** Of several events; below what is left of a lease when a batch begins, or others take over in the middle. */
  readonly batchMs: number;
  /** Of one event, which cannot be halved: all it wakes and starts belongs into one transaction. */
  readonly aloneMs: number;
}

/** One try to match a batch. */
export interface Attempt {
  /** Events at most. */
  readonly events: number;
  readonly timeoutMs: number;
  /** How often the connection broke while one event was matched alone. */
  readonly cutOffs: number;
}

/** What an attempt that failed was about, as far as it came. */
export interface Failed {
  readonly trouble: Trouble;
  readonly events: number;
  /** Runs it would have woken; null if that was not judged yet. */
  readonly woken: number | null;
}

export type NextTry =
  | { readonly kind: "again"; readonly attempt: Attempt }
  | { readonly kind: "bury"; readonly reason: string };

/** What a batch that cost the whole time is divided by. */
const COSTLY_DIVISOR = 8;
/** A network breaks by itself too: an event is blamed only when that keeps happening with it. */
const CUT_OFFS_MAX = 3;

/** Divides until the guilty event stands alone; gives it time of its own; then gives it up. */
export function afterFailure(attempt: Attempt, failed: Failed, { aloneMs }: MatchTimeouts): NextTry {
  const { trouble, events } = failed;
  if (trouble.kind === "too-much") return again(attempt, { events: trouble.events });
  if (events > 1)
    return again(attempt, { events: Math.ceil(events / (trouble.kind === "refused" ? 2 : COSTLY_DIVISOR)) });
  const takesTime = trouble.kind === "late" || trouble.kind === "cut-off";
  const cutOffs = attempt.cutOffs + (trouble.kind === "cut-off" ? 1 : 0);
  const mayRepeat = trouble.kind === "cut-off" && cutOffs < CUT_OFFS_MAX;
  if (takesTime && (attempt.timeoutMs < aloneMs || mayRepeat))
    return again(attempt, { events: 1, timeoutMs: aloneMs, cutOffs });
  return { kind: "bury", reason: reasonOf(trouble, failed, aloneMs) };
}

function again(attempt: Attempt, change: Partial<Attempt>): NextTry {
  return { kind: "again", attempt: { ...attempt, ...change } };
}

function reasonOf(
  trouble: Exclude<Trouble, { kind: "too-much" }>,
  { woken }: Failed,
  aloneMs: number,
): string {
  switch (trouble.kind) {
    case "late":
      return `what it wakes and starts could not be written in ${aloneMs} ms${wouldHave(woken)}`;
    case "cut-off":
      return `the connection to Postgres broke ${CUT_OFFS_MAX} times while it was matched${wouldHave(woken)}`;
    case "too-many-waits":
    case "refused":
      return trouble.message;
  }
}

function wouldHave(woken: number | null): string {
  return woken === null || woken === 0 ? "" : `: it would have woken ${woken} runs`;
}
