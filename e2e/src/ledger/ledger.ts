// The client's side of the truth: what was sent, when, and what came back. Append only, one line per operation.
import { appendFileSync } from "node:fs";

export type Outcome =
  /** 202, also for a duplicate. */
  | "ok"
  /** Proof that nothing happened: refused before a byte was written, or a 4xx. */
  | "fail"
  /** Anything else: time-out, reset, 5xx. The event may or may not be stored. */
  | "info";

export interface LedgerLine {
  readonly op: number;
  readonly kind: "send" | "decide";
  /** ms on one monotonic clock, before and after. */
  readonly t0: number;
  readonly t1: number;
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly outcome: Outcome;
  /** seq as the API answered it. */
  readonly event: string | null;
  readonly why: string | null;
}

export interface Ledger {
  readonly lines: readonly LedgerLine[];
  add(line: Omit<LedgerLine, "op">): void;
}

/** A ledger in memory that is also written to a file, if one is named. */
export function createLedger(file?: string): Ledger {
  const lines: LedgerLine[] = [];
  return {
    lines,
    add(line) {
      const whole = { op: lines.length, ...line };
      lines.push(whole);
      if (file !== undefined) appendFileSync(file, JSON.stringify(whole) + "\n");
    },
  };
}
