// The Store port: one way to carry out a transaction that is a value, and the few that are written by hand in each store,
// because they are fast by not being general (docs/decisions/005). Postgres implements it in `db`, maps in `memory`.
// Everything may be repeated after a lost answer and gives the same answer, or says why not.
import type { Delivery, FlowEvent, StartInput } from "@throughline/flow";
import type { RunRow } from "./rows.ts";
import type { Transact } from "./transaction.ts";

/** One HTTP request's events: the unit of retry and of bisecting. */
export interface AcceptRequest {
  readonly events: readonly FlowEvent[];
}
export interface AcceptedRef {
  readonly source: string;
  readonly id: string;
  /** seq of the event, or of the first one for a repeat. */
  readonly seq: number;
  readonly duplicate: boolean;
}
export interface AcceptAnswer {
  readonly events: readonly AcceptedRef[];
}

/** The right to match; `epoch` rises with every change of holder. */
export interface Lease {
  readonly holder: string;
  readonly epoch: number;
}

export interface LeaseRequest {
  /** Unique to the process. */
  readonly holder: string;
  readonly ttlMs: number;
}

export interface MatchLimits {
  readonly events: number;
  readonly bytes: number;
}
export interface MatchRequest {
  readonly lease: Lease;
  readonly limits: MatchLimits;
}
export type MatchReport =
  | {
      readonly kind: "matched";
      readonly events: number;
      readonly deliveries: number;
      readonly started: number;
      readonly more: boolean;
    }
  /** Someone else holds the lease now. */
  | { readonly kind: "lost" };

export interface ClaimRequest {
  readonly holder: string;
  readonly runs: number;
  readonly leaseMs: number;
  /** Deliveries of one run. */
  readonly perRun: number;
}

/** A run whose deliveries this deliverer alone may send for a while, in order of n. Attempts are already raised. */
export interface ClaimedRun {
  readonly run: string;
  readonly flow: string;
  /** Token of the claim; settling with another one changes nothing. */
  readonly claim: string;
  readonly priority: number;
  readonly deliveries: readonly {
    readonly n: number;
    readonly payload: { readonly kind: "start" } | Delivery;
    readonly attempts: number;
  }[];
}

export interface Settlement {
  readonly run: string;
  readonly n: number;
  readonly as: "sent" | "run had ended";
}
export interface SettleRequest {
  readonly claim: string;
  readonly settlements: readonly Settlement[];
}

export interface GiveBackRequest {
  readonly claim: string;
  readonly run: string;
  /** 0: at once. */
  readonly retryInMs: number;
  /** Why, for operators. */
  readonly error: string | null;
}

/** Names one run. */
export interface OfRun {
  readonly run: string;
}

export interface FlowControl {
  readonly kind: "pause" | "resume";
  readonly flow: string;
  readonly by: string;
}
export type FlowControlAnswer =
  /** So many runs are told. */
  | { readonly kind: "changed"; readonly runs: number }
  /** The flow was paused, or was not, before. */
  | { readonly kind: "already" }
  | { readonly kind: "not-found" };

/** What became of a dead letter's retry; one that is impossible may be possible later. */
export type RetryAnswer =
  | { readonly kind: "retried" }
  | { readonly kind: "impossible"; readonly reason: string }
  | { readonly kind: "not-found" };

export interface SweepRequest {
  /** All rows, or only those that were suspected. */
  readonly all: boolean;
  readonly limit: number;
  /** The last run of the page before. */
  readonly after: string | null;
}

export interface NewsRequest {
  readonly kind: "pending" | "delivery";
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface TransactStore {
  readonly transact: Transact;
}

export interface IntakeStore {
  /** accept: one commit for the whole group. Throws if Postgres refuses the group; the caller bisects by request. */
  accept(requests: readonly AcceptRequest[]): Promise<readonly AcceptAnswer[]>;
}

export interface NewsStore {
  /** Resolves when the store was told of new pending events or deliveries, or after `timeoutMs`. NOTIFY only shortens the poll. */
  waitForNews(request: NewsRequest): Promise<void>;
}

export interface MatcherStore extends NewsStore {
  /** Takes or renews the lease by database time; null while another holder's has not run out. */
  takeLease(request: LeaseRequest): Promise<Lease | null>;
  releaseLease(lease: Lease): Promise<void>;
  /** match: judges the oldest pending events in one transaction under the match lock. */
  matchBatch(request: MatchRequest): Promise<MatchReport>;
}

export interface DelivererStore extends NewsStore, TransactStore {
  claimRuns(request: ClaimRequest): Promise<readonly ClaimedRun[]>;
  /** What the start of a run is made of; null if the run is not `starting`. */
  readStart(request: OfRun): Promise<StartInput | null>;
  /** Marks deliveries as settled; n = 0 with `sent` makes the run open. */
  settle(request: SettleRequest): Promise<void>;
  /** Gives a run back, to be tried again after a while. */
  giveBack(request: GiveBackRequest): Promise<void>;
  /** True once the run's row is closed (or lost, or refused). */
  isClosed(request: OfRun): Promise<boolean>;
  /** Pull a run to the front of the sweeper's list (a signal said NOT_FOUND). */
  suspect(request: OfRun): Promise<void>;
}

export interface SweeperStore extends TransactStore {
  /** Rows starting or open with n = 0 settled, by id. */
  sweepCandidates(request: SweepRequest): Promise<readonly OfRun[]>;
  /** Of these ids (seen in Temporal's closed list), the ones whose row is still starting or open. */
  stillOpen(request: { readonly runs: readonly string[] }): Promise<readonly string[]>;
  clearSuspicion(request: OfRun): Promise<void>;
  /** Moves open tasks whose time for it has come (by database time) to the queue that their plan names; how many. */
  escalateTasks(request: { readonly limit: number }): Promise<number>;
}

export interface OperatorStore extends TransactStore {
  /**
   * Tries once more what was given up: an event goes back to the matcher, a start passes the re-entry rule again, a
   * delivery is given to its run under a fresh number.
   */
  retryDeadLetter(request: { readonly id: string }): Promise<RetryAnswer>;
  /** Pauses or resumes every run of the flow that is not closed, and refuses entries meanwhile. */
  controlFlow(request: FlowControl): Promise<FlowControlAnswer>;
  /** Used by views of a run: its row. */
  readRun(request: OfRun): Promise<RunRow | null>;
}

export interface Store extends IntakeStore, MatcherStore, DelivererStore, SweeperStore, OperatorStore {}
