// How often one caller may ask. Each process counts for itself, in fixed windows of a minute.
import { createBoundedCounts } from "./bounded-counts.ts";
import { ProblemError } from "./problem.ts";

const WINDOW_MS = 60_000;
/** Callers of one limit that are known at a time: a few megabytes. */
const MOST_CALLERS = 20_000;

/** What a request is told of its limit, whether it is let in or not. */
interface Counted {
  /** `RateLimit-Policy` and `RateLimit` of the IETF's draft 10 on rate limit headers; none without a limit. */
  readonly headers: Readonly<Record<string, string>>;
  /** The problem of a caller who came too often. */
  readonly refusal: ProblemError | null;
}

export interface RateLimit {
  /** Counts one request of this caller, whom `who` names to them. */
  count(caller: string, who: string): Counted;
}

const UNLIMITED: Counted = { headers: {}, refusal: null };

/** A limit that callers know as `name`; `perMinute` 0: none. */
export function createRateLimit(name: string, perMinute: number, now: () => number = Date.now): RateLimit {
  if (perMinute === 0) return { count: () => UNLIMITED };
  const counts = createBoundedCounts({ windowMs: WINDOW_MS, most: MOST_CALLERS }, now);
  return {
    count(caller, who) {
      const { hits, endsAtMs } = counts.count(caller);
      const seconds = Math.max(1, Math.ceil((endsAtMs - now()) / 1000));
      const headers = {
        "ratelimit-policy": `"${name}";q=${perMinute};w=${WINDOW_MS / 1000}`,
        ratelimit: `"${name}";r=${Math.max(0, perMinute - hits)};t=${seconds}`,
      };
      return { headers, refusal: hits <= perMinute ? null : tooOften(who, perMinute, seconds) };
    },
  };
}

function tooOften(who: string, perMinute: number, seconds: number): ProblemError {
  return new ProblemError(
    429,
    `Cannot take more requests ${who} now: ${perMinute} a minute are taken, nothing was done; send the same again in ${seconds} seconds`,
    { headers: { "retry-after": String(seconds) } },
  );
}
