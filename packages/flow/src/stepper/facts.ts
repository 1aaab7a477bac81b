// What goes into the stepper (facts) and what comes out (commands). Plain JSON, no behaviour.
import type { MatchedEvent } from "../event.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Plan } from "../plan.ts";
import type { ZoneSpan } from "../time/zone-span.ts";

/** Everything a run starts with; also Temporal's start input. Instants are RFC 3339 UTC. */
export interface StartInput {
  readonly plan: Plan;
  readonly planHash: string;
  /** Run id = Temporal workflow id. */
  readonly run: string;
  readonly subject: string;
  readonly trigger: MatchedEvent;
  /** Node id of the trigger that matched. */
  readonly triggerStep: string;
  readonly profile: JsonObject;
  readonly startedAt: string;
  /** It was paused before it started: it takes note of its entry and issues nothing until it is resumed. */
  readonly isPaused?: true;
}

/** What the deliverer hands to a run, numbered per run without gaps; the payload of a Temporal signal is this plus `n`. */
export type Delivery =
  /** `wait` is the step (`node.visit`), `port` the port of the event that satisfied it. */
  | { readonly kind: "event"; readonly wait: string; readonly port: string; readonly event: MatchedEvent }
  | {
      readonly kind: "decision";
      readonly task: string;
      readonly step: string;
      readonly decision: string;
      readonly values: JsonObject;
      readonly by: string;
      readonly at: string;
    }
  /** The matcher's answer to a wait that was `expiring`: nothing older than the deadline was left. */
  | { readonly kind: "expired"; readonly wait: string }
  /** A delivery that was refused for good; its number must not be skipped. `wait` is a step, or null. */
  | { readonly kind: "undeliverable"; readonly wait: string | null; readonly reason: string }
  | { readonly kind: "cancel"; readonly by: string }
  | { readonly kind: "pause"; readonly by: string }
  | { readonly kind: "resume"; readonly by: string }
  | { readonly kind: "interrupt"; readonly name: string; readonly event?: MatchedEvent };

/** How an operator repairs a parked step. `retry` keeps the effect key; `send-again` makes a new visit. */
export type Repair =
  | { readonly action: "retry"; readonly config?: JsonObject }
  | { readonly action: "send-again"; readonly config?: JsonObject }
  | { readonly action: "skip"; readonly port?: string }
  | { readonly action: "set-output"; readonly output: Json; readonly port?: string }
  | { readonly action: "go-to"; readonly node: string }
  | { readonly action: "exit"; readonly outcome: string };

/** What happened. `at` is workflow time in ms since the epoch. `step` is `node.visit`. */
export type Fact = { readonly at: number } & (
  | { readonly kind: "started" }
  /** First fact after continue-as-new: what was armed is said again, what was held back is issued. */
  | { readonly kind: "continued" }
  | { readonly kind: "delivered"; readonly n: number; readonly delivery: Delivery }
  | { readonly kind: "done"; readonly step: string; readonly port?: string; readonly output: Json }
  /** Retries are used up, or the error is not retryable. */
  | { readonly kind: "failed"; readonly step: string; readonly code: string; readonly message: string }
  /** `open-wait` or `open-task` is committed. */
  | { readonly kind: "opened"; readonly step: string }
  | { readonly kind: "timer" }
  /** Answer of `expire-wait`. `matched`: the event wins and its delivery is on its way; `expiring`: the matcher will decide. */
  | { readonly kind: "expired"; readonly step: string; readonly answer: "expired" | "matched" | "expiring" }
  /** Answer of `expire-task`. */
  | { readonly kind: "overdue"; readonly step: string; readonly answer: "overdue" | "decided" }
  /** Answer of `read-zone`; null for a zone that does not exist. */
  | {
      readonly kind: "zone";
      readonly step: string;
      readonly zone: string;
      readonly span: number;
      readonly clocks: ZoneSpan | null;
    }
  /** Answer of `read-profile` for the step that asked. */
  | { readonly kind: "profile"; readonly step: string; readonly profile: JsonObject }
  | { readonly kind: "resolved"; readonly step: string; readonly how: Repair }
  /** Cancel in the Temporal UI. */
  | { readonly kind: "cancelled" }
  /** Answer of `close-run`. `behind`: take the deliveries below `nextN` first. `ahead`: the database gave only those below `nextN`. */
  | {
      readonly kind: "closed";
      readonly answer:
        | { readonly kind: "closed"; readonly outcome: string }
        | { readonly kind: "behind"; readonly nextN: number }
        | { readonly kind: "ahead"; readonly nextN: number };
    }
  /** A protocol step or an effect's intent found the run's row closed: end with the stored outcome. */
  | { readonly kind: "run-closed"; readonly outcome: string }
  /** The history is long: take facts, issue nothing new, say `continue` when nothing is in flight. */
  | { readonly kind: "drain" }
  /** Drained, but what the next execution would begin with is larger than Temporal takes. */
  | { readonly kind: "too-large"; readonly bytes: number }
  /** A message that is none for this run; nothing follows from it. */
  | { readonly kind: "ignored" }
  /** A delivery of a kind that this worker does not know. */
  | { readonly kind: "unknown-delivery"; readonly n: number; readonly name: string }
);

/** What answers a command of a step. */
export type Answer = Extract<
  Fact,
  { kind: "done" | "failed" | "opened" | "expired" | "overdue" | "zone" | "profile" }
>;

export type RunState = "running" | "waiting" | "human" | "parked" | "paused" | "closing";

/** One row of `open-wait`; `key` is the correlation value as text. */
export interface OpenWaitRow {
  readonly i: number;
  readonly type: string;
  readonly keyExpression: string;
  readonly key: string;
  readonly filter?: string;
  /** Takes an event although it ended another wait of the run. */
  readonly again?: true;
  readonly bindings: JsonObject;
  readonly port: string;
}

/** What of the past a wait counts: match numbers above `no` and, where there is `at`, events received then (ms) or later. */
export interface SinceFrom {
  readonly no: number;
  readonly at?: number;
  /** Match numbers above `no` of the events that ended a wait of the run: they end another only where it says *again*. */
  readonly taken?: readonly number[];
}

/** One visit of a run to a node, as the trail, the lists and the canvas show it. Instants are ms since the epoch. */
export interface Visit {
  readonly node: string;
  readonly visit: number;
  readonly state: "active" | "left" | "parked" | "cancelled";
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly port?: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What is to be done. `step` is `node.visit`; `name` the node's name as drawn. */
export type Command =
  | {
      readonly kind: "run";
      readonly step: string;
      readonly name: string;
      readonly type: string;
      readonly typeVersion: number;
      readonly config: JsonObject;
      readonly scope: JsonObject;
      /** Effect key prefix `run/node.visit`; kept by a repair with `retry`. */
      readonly key: string;
      readonly quick: boolean;
      readonly unsure: "resend" | "park";
      readonly options: {
        readonly startToCloseMs: number;
        readonly attempts: number;
        readonly firstPauseMs: number;
        readonly longestPauseMs: number;
      };
    }
  | {
      readonly kind: "open-wait";
      readonly step: string;
      readonly name: string;
      readonly rows: readonly OpenWaitRow[];
      readonly since: SinceFrom;
    }
  | { readonly kind: "expire-wait"; readonly step: string; readonly name: string; readonly deadline: number }
  /** The one timer: the nearest deadline, or none. `name` says what it is for. */
  | { readonly kind: "wake-at"; readonly at: number | null; readonly name: string }
  | {
      readonly kind: "open-task";
      readonly step: string;
      readonly name: string;
      readonly queue: string;
      /** Liquid, rendered by the protocol step with `scope`. */
      readonly title: string;
      readonly body: string;
      readonly form: JsonObject;
      readonly decisions: readonly { readonly key: string; readonly label: string }[];
      readonly dueAt: number | null;
      readonly escalate: readonly { readonly at: number; readonly to: string }[];
      readonly scope: JsonObject;
    }
  | { readonly kind: "expire-task"; readonly step: string; readonly name: string }
  /** What the clocks of a zone show in a span of years (`spanAt`). */
  | {
      readonly kind: "read-zone";
      readonly step: string;
      readonly name: string;
      readonly zone: string;
      readonly span: number;
    }
  | { readonly kind: "read-profile"; readonly step: string; readonly name: string }
  /** Cancel a running activity. */
  | { readonly kind: "cancel-step"; readonly step: string }
  /** Where the run stands: search attributes and the details text. */
  | {
      readonly kind: "show";
      readonly state: RunState;
      /** Event types, `task:<queue>`, or nothing. */
      readonly waitingFor: readonly string[];
      readonly wakeAt: number | null;
      readonly parkReason: string | null;
      /** Why the whole run is held, as a sentence; absent where it is not. */
      readonly held?: string;
      /** Nodes where tokens stand. */
      readonly at: readonly {
        readonly node: string;
        readonly name: string;
        readonly visit: number;
        readonly what: string;
      }[];
    }
  | { readonly kind: "visit"; readonly visit: Visit }
  /** Ask `close-run`; `handled` is the last n handled. */
  | {
      readonly kind: "close";
      readonly outcome: string;
      readonly handled: number;
      /** Somebody decided: also where the row's numbers are below `handled`. */
      readonly isForced: boolean;
    }
  /** Nothing is in flight while draining: continue as new with this state. */
  | { readonly kind: "continue" }
  /** The row is closed: return from the workflow. */
  | { readonly kind: "finish"; readonly outcome: string };
