// The rows of the protocol, as the pure decisions see them. Instants are ms since the epoch by database time.
import type {
  Delivery,
  FlowEvent,
  Json,
  JsonObject,
  MatchedEvent,
  Profile,
  TaskStep,
  WaitState,
} from "@throughline/flow";

/** An event as accepted, before it has a match number. */
export interface EventRow extends FlowEvent {
  readonly seq: number;
  readonly receivedAt: number;
}

/** Only the transactions of the store change it, each from the state it expects. */
export type RunRowState = "queued" | "starting" | "open" | "closed" | "refused" | "lost";

export interface RunRow {
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly planHash: string;
  readonly subject: string;
  readonly state: RunRowState;
  /** The number the next delivery gets. */
  readonly nextN: number;
  readonly outcome: string | null;
  readonly entry: MatchedEvent;
  /** Node id of the trigger that matched. */
  readonly triggerStep: string;
  /** Temporal priority key 1, 3 or 5. */
  readonly priority: number;
  /** The run this one waits for while queued. */
  readonly predecessor: string | null;
}

/** A run's row without the event that started it, which may be large: what is needed of a run that others refer to. */
export type RunHead = Omit<RunRow, "entry">;

/** A run as transactions see it: of its entry event only which one it was. */
export type OpenRun = RunHead & { readonly entry: Pick<MatchedEvent, "seq"> };

/** A flow as publishing sees it. */
export interface FlowRow {
  readonly key: string;
  /** Of the draft. */
  readonly revision: number;
  /** The highest version published so far, 0 for none. */
  readonly lastVersion: number;
  readonly liveVersion: number | null;
}

/** One row per event type of a visit of a wait; rows of a visit close together. */
export interface WaitRow {
  readonly run: string;
  /** `node.visit`. */
  readonly step: string;
  readonly i: number;
  /** Hex of the 16-byte topic. */
  readonly topic: string;
  readonly type: string;
  readonly filter: string | null;
  readonly bindings: JsonObject;
  /** Exclusive: only match numbers above it count. */
  readonly fromNo: number;
  readonly port: string;
  readonly state: WaitState;
}

export type DeliveryState = "pending" | "settled";

export interface DeliveryRow {
  readonly run: string;
  readonly n: number;
  /** n = 0 is the start; everything else goes as a signal. */
  readonly payload: { readonly kind: "start" } | Delivery;
  /** seq of the event that caused it, for receipts. */
  readonly seq: number | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** `sent`, `run had ended`, `undeliverable`, … */
  readonly settledAs: string | null;
}

/** The row that decides re-entry. */
export interface EntryRow {
  readonly flow: string;
  readonly subject: string;
  readonly activeRun: string | null;
  readonly lastEnteredAt: number | null;
  readonly count: number;
  /** Runs queued behind the active one, oldest first. */
  readonly queued: readonly string[];
}

/** A refusal that depended on state: re-entry, cap, pause, bad subject. Plain misses are recomputed when someone asks. */
export interface RefusalRow {
  readonly seq: number;
  readonly flow: string;
  readonly version: number;
  readonly code:
    | "already-active"
    | "queue-full"
    | "once-ever"
    | "too-soon"
    | "no-subject"
    | "other-trigger-first"
    | "filter-error"
    | "already-started"
    | "paused"
    | "profile-too-large"
    /** A profile knew newer values of all, or of some, of the event's traits. */
    | "traits-older"
    | "some-traits-older";
  readonly detail: string;
  readonly run: string | null;
}

/** What is known of a subject. */
export interface ProfileRow extends Profile {
  readonly subject: string;
}

export type TaskState = "open" | "decided" | "overdue" | "withdrawn";

export interface TaskRow {
  /** `<run>.<node>.<visit>`. */
  readonly id: string;
  readonly run: string;
  readonly step: string;
  readonly state: TaskState;
  readonly decision: string | null;
  readonly values: JsonObject | null;
  readonly by: string | null;
}

/** What `open-task` stores besides the row's identity; title and body are rendered. */
export interface TaskContent {
  readonly queue: string;
  readonly title: string;
  readonly body: string;
  readonly form: JsonObject;
  readonly decisions: TaskStep["decisions"];
  readonly dueAt: number | null;
  readonly escalate: readonly { readonly at: number; readonly to: string }[];
}

/** `released` keeps the attempt count of an effect that surely did not happen. */
export type EffectState = "intended" | "done" | "unsure" | "released";

/** The ledger row of one effect. */
export interface EffectRow {
  /** `run/node.visit/name`. */
  readonly key: string;
  readonly run: string;
  readonly state: EffectState;
  readonly attempt: number;
  readonly result: Json;
}

/** A cap taken with an effect's intent, keyed by the effect key, released when the effect surely did not happen. */
export interface CapReservation {
  readonly scope: string;
  readonly subject: string;
  readonly count: number;
  readonly periodMs: number;
}

/** An event that was matched already, under one of a wait's topics. */
export interface PastEvent {
  readonly topic: string;
  readonly no: number;
  readonly event: EventRow;
}
