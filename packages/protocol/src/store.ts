// The Store port: one method per transaction of the protocol. Postgres implements it in `db`, a model in `simulate`.
// Every method may be repeated after a lost answer and gives the same answer, or says why not.
import type {
  Delivery,
  FlowEvent,
  Json,
  JsonObject,
  OpenWaitRow,
  Plan,
  SinceFrom,
  StartInput,
} from "@throughline/flow";
import type { RunRow, TaskContent, TaskRow } from "./rows.ts";

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

export interface MatchLimits {
  readonly events: number;
  readonly bytes: number;
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

export interface OpenWaitRequest {
  readonly run: string;
  readonly step: string;
  readonly rows: readonly OpenWaitRow[];
  readonly since: SinceFrom;
}
/** The stored outcome of a run that is not open any more; the run ends with it. */
export interface RunClosed {
  readonly kind: "run-closed";
  readonly outcome: string;
}

export interface OpenTaskRequest {
  readonly run: string;
  readonly step: string;
  readonly node: string;
  readonly content: TaskContent;
}

export interface CloseRunRequest {
  readonly run: string;
  readonly outcome: string;
  readonly handled: number;
  readonly trail: Json;
}
export type CloseRunAnswer =
  | { readonly kind: "closed"; readonly outcome: string }
  | { readonly kind: "behind"; readonly nextN: number };

export interface DecideRequest {
  readonly task: string;
  readonly decision: string;
  readonly values: JsonObject;
  readonly by: string;
}
export type DecideAnswer =
  | { readonly kind: "decided"; readonly task: TaskRow }
  /** Decided, overdue or withdrawn before: what happened instead. */
  | { readonly kind: "too-late"; readonly task: TaskRow }
  | { readonly kind: "not-found" };

export type ControlRequest =
  | { readonly kind: "cancel"; readonly run: string; readonly by: string }
  | { readonly kind: "pause"; readonly run: string; readonly by: string }
  | { readonly kind: "resume"; readonly run: string; readonly by: string };
export type ControlAnswer =
  | { readonly kind: "numbered"; readonly n: number }
  /** A queued run closes at once; its successor is relinked. */
  | { readonly kind: "closed"; readonly outcome: string }
  | { readonly kind: "not-open"; readonly outcome: string | null }
  | { readonly kind: "not-found" };

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

export interface PublishRequest {
  readonly flow: string;
  /** The draft's revision that was compiled; another one → conflict. */
  readonly revision: number;
  readonly plan: Plan;
  readonly planHash: string;
  readonly document: Json;
  readonly by: string;
}
export type PublishAnswer =
  | { readonly kind: "published"; readonly version: number }
  | { readonly kind: "conflict"; readonly reason: string };

export interface Settlement {
  readonly run: string;
  readonly n: number;
  readonly as: "sent" | "run had ended";
}

export interface SweepCandidate {
  readonly run: string;
}

/** What became of a dead letter's retry; one that is impossible may be possible later. */
export type RetryAnswer =
  | { readonly kind: "retried" }
  | { readonly kind: "impossible"; readonly reason: string }
  | { readonly kind: "not-found" };

/** Whether an effect may be tried, and under which attempt; else why not. */
export type BeginEffectAnswer =
  | { readonly kind: "go"; readonly attempt: number; readonly previous: "none" | "intended" | "unsure" }
  | { readonly kind: "done"; readonly result: Json }
  /** A cap reserved elsewhere is used up. */
  | { readonly kind: "capped"; readonly detail: string }
  | RunClosed;

/** A cap taken with an effect's intent, keyed by the effect key, released when the effect surely did not happen. */
export interface CapReservation {
  readonly scope: string;
  readonly subject: string;
  readonly count: number;
  readonly periodMs: number;
}

export interface IntakeStore {
  /** accept: one commit for the whole group. Throws if Postgres refuses the group; the caller bisects by request. */
  accept(requests: readonly AcceptRequest[]): Promise<readonly AcceptAnswer[]>;
}

export interface MatcherStore {
  /** Takes or renews the lease by database time; null while another holder's has not run out. */
  takeLease(holder: string, ttlMs: number): Promise<Lease | null>;
  releaseLease(lease: Lease): Promise<void>;
  /** match: judges the oldest pending events in one transaction under the match lock. */
  matchBatch(lease: Lease, limits: MatchLimits): Promise<MatchReport>;
}

export interface DelivererStore {
  claimRuns(
    holder: string,
    limits: { readonly runs: number; readonly leaseMs: number; readonly perRun: number },
  ): Promise<readonly ClaimedRun[]>;
  /** What the start of a run is made of; null if the run is not `starting`. */
  readStart(run: string): Promise<StartInput | null>;
  /** Marks deliveries as settled; n = 0 with `sent` makes the run open. */
  settle(claim: string, settlements: readonly Settlement[]): Promise<void>;
  /** Gives a run back, to be tried again after `retryInMs` (0: at once). */
  giveBack(claim: string, run: string, retryInMs: number, error: string | null): Promise<void>;
  /** n = 0 refused for good: run refused, entry freed, successor released, dead letter. */
  refuseStart(claim: string, run: string, reason: string): Promise<void>;
  /** n > 0 refused for good: replaced by `undeliverable` under the same number, dead letter. */
  refuseDelivery(claim: string, run: string, n: number, reason: string): Promise<void>;
  /** True once the run's row is closed (or lost, or refused). */
  isClosed(run: string): Promise<boolean>;
  /** Pull a run to the front of the sweeper's list (a signal said NOT_FOUND). */
  suspect(run: string): Promise<void>;
}

export interface RunStore {
  openWait(request: OpenWaitRequest): Promise<{ readonly kind: "opened" } | RunClosed>;
  expireWait(request: {
    readonly run: string;
    readonly step: string;
    readonly deadline: number;
  }): Promise<{ readonly kind: "answer"; readonly answer: "expired" | "matched" | "expiring" } | RunClosed>;
  openTask(request: OpenTaskRequest): Promise<{ readonly kind: "opened" } | RunClosed>;
  expireTask(request: {
    readonly run: string;
    readonly step: string;
  }): Promise<{ readonly kind: "answer"; readonly answer: "overdue" | "decided" } | RunClosed>;
  readProfile(run: string): Promise<{ readonly kind: "profile"; readonly profile: JsonObject } | RunClosed>;
  closeRun(request: CloseRunRequest): Promise<CloseRunAnswer>;
  /** Appends what the trail holds so far, before continue-as-new. `part` is the number of the execution in the chain. */
  storeTrail(request: {
    readonly run: string;
    readonly part: number;
    readonly trail: Json;
  }): Promise<{ readonly kind: "stored" } | RunClosed>;
}

export interface EffectStore {
  /** Takes `attempt + 1` and writes the intent, only while the run row is starting or open. */
  beginEffect(request: {
    readonly run: string;
    readonly key: string;
    readonly cap?: CapReservation;
  }): Promise<BeginEffectAnswer>;
  /** `done` with its result, or `unsure`; ignored when the attempt is not the newest. */
  endEffect(request: {
    readonly key: string;
    readonly attempt: number;
    readonly state: "done" | "unsure";
    readonly result: Json;
  }): Promise<{ readonly kind: "stored" } | { readonly kind: "fenced" }>;
  /** The effect surely did not happen: frees its cap, keeps the attempt count. */
  releaseEffect(request: { readonly key: string; readonly attempt: number }): Promise<void>;
}

export interface PeopleStore {
  decide(request: DecideRequest): Promise<DecideAnswer>;
  control(request: ControlRequest): Promise<ControlAnswer>;
}

export interface DeadLetterStore {
  /**
   * Tries once more what was given up: an event goes back to the matcher, a start passes the re-entry rule again, a
   * delivery is given to its run under a fresh number.
   */
  retryDeadLetter(id: string): Promise<RetryAnswer>;
}

export interface PublishStore {
  publish(request: PublishRequest): Promise<PublishAnswer>;
  unpublish(
    flow: string,
    by: string,
  ): Promise<{ readonly kind: "unpublished" } | { readonly kind: "not-live" }>;
  /** Pauses every run of the flow that is not closed, and refuses entries until it is resumed. */
  pauseFlow(flow: string, by: string): Promise<FlowControlAnswer>;
  /** Resumes every run of the flow that is not closed, and takes entries again. */
  resumeFlow(flow: string, by: string): Promise<FlowControlAnswer>;
}

export interface SweeperStore {
  /** Rows starting or open with n = 0 settled that were suspected, or all of them when `all`. */
  sweepCandidates(options: {
    readonly all: boolean;
    readonly limit: number;
    readonly after: string | null;
  }): Promise<readonly SweepCandidate[]>;
  /** Of these ids (seen in Temporal's closed list), the ones whose row is still starting or open. */
  stillOpen(runs: readonly string[]): Promise<readonly string[]>;
  /** Ended from outside: the same transaction as close-run, with the reason. */
  loseRun(run: string, reason: string): Promise<void>;
  clearSuspicion(run: string): Promise<void>;
  /** Moves open tasks whose time for it has come (by database time) to the queue that their plan names; how many, at most `limit`. */
  escalateTasks(limit: number): Promise<number>;
}

export interface Store
  extends
    IntakeStore,
    MatcherStore,
    DelivererStore,
    RunStore,
    EffectStore,
    PeopleStore,
    DeadLetterStore,
    PublishStore,
    SweeperStore {
  /** Resolves when the store was told of new pending events or deliveries, or after `timeoutMs`. NOTIFY only shortens the poll. */
  waitForNews(kind: "pending" | "delivery", timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Used by views of a run: its row. */
  readRun(run: string): Promise<RunRow | null>;
}
