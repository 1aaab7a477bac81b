// What went wrong with a batch, as far as a smaller one may get past it.
import { sqlState } from "../sql-state.ts";

/** A decision threw: one event of the batch is more than it can take. */
export class JudgementError extends Error {
  override readonly name = "JudgementError";
}
/** The time of an attempt was over before everything was written. */
export class TimeUpError extends Error {
  override readonly name = "TimeUpError";
}
/** The decision asks for more than one transaction may write; only so many events of the batch fit. */
export class TooMuchError extends Error {
  override readonly name = "TooMuchError";
  readonly events: number;
  constructor(events: number) {
    super(`only ${events} events of the batch fit one transaction`);
    this.events = events;
  }
}
/** The batch meets more waits than memory should hold at once. */
export class TooManyWaitsError extends Error {
  override readonly name = "TooManyWaitsError";
}

export type Trouble =
  | { readonly kind: "too-much"; readonly events: number }
  | { readonly kind: "too-many-waits" | "late" | "cut-off" | "refused"; readonly message: string };

/** A statement or a session was ended by a time limit: statement, idle in transaction, whole transaction. */
const TIME_LIMITS = new Set(["57014", "25P03", "25P04"]);
/** A connection that broke, from either side; one that we closed ourselves has other codes. */
const CUT_OFF = new Set(["CONNECTION_CLOSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);
/** Data that Postgres cannot take, or more of it than it has room for. */
const REFUSED = /^(?:2[0-3]|54)/;

/** The trouble of an attempt that ran for `elapsedMs`; null for what has nothing to do with its events. */
export function troubleOf(
  error: unknown,
  time: { readonly elapsedMs: number; readonly limitMs: number },
): Trouble | null {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TooMuchError) return { kind: "too-much", events: error.events };
  if (error instanceof TooManyWaitsError) return { kind: "too-many-waits", message };
  const state = sqlState(error) ?? "";
  // A time limit that ends the connection may leave an error that says only that.
  if (error instanceof TimeUpError || TIME_LIMITS.has(state) || time.elapsedMs >= time.limitMs)
    return { kind: "late", message };
  if (CUT_OFF.has(codeOf(error))) return { kind: "cut-off", message };
  // A RangeError: what was to be sent is longer than a string can be.
  if (error instanceof JudgementError || error instanceof RangeError || REFUSED.test(state))
    return { kind: "refused", message };
  return null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
