// The plan: the compiled, immutable, hashed form of a version. What a run executes; self-contained and without zod.
import type { Json, JsonObject } from "./json.ts";

/** Raised when the stepper's meaning changes; a run takes a new number only at continue-as-new. */
export const ENGINE = 1;

/** CEL text that was parsed, type-checked and limited at publish. */
export type Cel = string;

export type PlanReentry =
  | { readonly rule: "one-at-a-time"; readonly then: "ignore" | "restart" | "queue" }
  | { readonly rule: "every-event" }
  | { readonly rule: "once-ever" }
  | { readonly rule: "once-per-period"; readonly periodMs: number };

export interface Plan {
  readonly planFormat: 1;
  readonly flow: string;
  readonly version: number;
  readonly engine: number;
  readonly settings: {
    readonly subject: Cel;
    readonly reentry: PlanReentry;
    readonly timeZone: string;
    /** Temporal priority key: 1 high, 3 normal, 5 low. */
    readonly priority: 1 | 3 | 5;
    readonly maxQueued: number;
  };
  readonly steps: readonly PlanStep[];
  readonly triggers: readonly PlanTrigger[];
  readonly listens: readonly PlanListen[];
}

/** What starts runs, in drawing order (top to bottom, then left to right). */
export type PlanTrigger = EventTrigger | WebhookTrigger | ManualTrigger;

interface TriggerBase {
  /** Node id of its step. */
  readonly step: string;
  /** Sees `event` (and `trigger`, the same event). */
  readonly filter?: Cel;
}

/** Events of a type. */
interface EventTrigger extends TriggerBase {
  readonly kind: "event";
  readonly eventType: string;
}

/** What comes in at a hook, by its key. */
interface WebhookTrigger extends TriggerBase {
  readonly kind: "webhook";
  readonly hook: string;
}

/** A start by hand or over the API, of this flow alone. */
interface ManualTrigger extends TriggerBase {
  readonly kind: "manual";
}

/** One (type, key expression) that a wait of this plan correlates on. */
export interface PlanListen {
  /** Node id of the wait's step. */
  readonly wait: string;
  /** Index into that wait's `events`. */
  readonly event: number;
  readonly type: string;
  /** Sees `event`; its value, as text, is the key. */
  readonly keyExpression: Cel;
  /** Known at entry, so its rows are written with the run; otherwise `open-wait` writes them. */
  readonly static: boolean;
}

interface StepBase {
  /** Node id. */
  readonly id: string;
  readonly type: string;
  readonly typeVersion: number;
  /** As drawn: the summary in the Temporal UI; outside the hash. */
  readonly name: string;
  /** Port → node id of the next step. A port that is absent ends the run with outcome `<node>.<port>`. */
  readonly next: Readonly<Record<string, string>>;
  /** Refers to `profile`, so a snapshot older than the last block is read again before it. */
  readonly readsProfile?: true;
}

export interface TriggerStep extends StepBase {
  readonly op: "trigger";
}

export interface RunStep extends StepBase {
  readonly op: "run";
  /** `{"$cel"}` inside is evaluated by the stepper; `{"$secret"}` and Liquid text travel as they are. */
  readonly config: JsonObject;
  /** Paths the Liquid text refers to; the step's `scope` holds only these. */
  readonly scopePaths: readonly (readonly string[])[];
  readonly ports: readonly string[];
  readonly quick: boolean;
  readonly onFailure: "park" | "port";
  readonly unsure: "resend" | "park";
  readonly options: {
    readonly startToCloseMs: number;
    readonly attempts: number;
    readonly firstPauseMs: number;
    readonly longestPauseMs: number;
  };
}

export interface WaitStep extends StepBase {
  readonly op: "wait";
  /** Empty for a pure delay. */
  readonly events: readonly {
    readonly type: string;
    readonly port: string;
    /** Sees `event` and the bindings. */
    readonly filter?: Cel;
    /** Takes an event although it ended another wait of the run. */
    readonly again?: true;
    /** Paths of run values the filter refers to; their values are stored as the wait's bindings. */
    readonly bindingPaths: readonly (readonly string[])[];
  }[];
  readonly correlate?: { readonly event: Cel; readonly run: Cel };
  readonly since:
    | { readonly kind: "run" }
    | { readonly kind: "step" }
    | { readonly kind: "look-back"; readonly ms: number };
  /** Absent: waits for ever. */
  readonly timeout?: WaitTimeout;
  /** Rows are written at entry, in the matcher's transaction. */
  readonly static: boolean;
}

export type WaitTimeout =
  | { readonly kind: "after"; readonly ms: number }
  /** ISO 8601 with days, weeks, months or years: they follow the calendar of the flow's zone. */
  | { readonly kind: "after-span"; readonly span: string }
  /** A duration computed by an expression: ISO 8601 text. A number has no unit and parks. */
  | { readonly kind: "after-expression"; readonly cel: Cel }
  /** A date in the data, earlier or later by a span. */
  | { readonly kind: "until"; readonly cel: Cel; readonly offset?: string; readonly zone: ZoneOf }
  /** The next local time of day, optionally on given weekdays (1 Monday … 7 Sunday). */
  | {
      readonly kind: "next-local-time";
      readonly time: string;
      readonly weekdays: readonly number[];
      readonly zone: ZoneOf;
    };

/** Whose zone counts: the flow's, or that of the subject's profile where it has one. */
export type ZoneOf = "flow" | "subject";

export interface SplitStep extends StepBase {
  readonly op: "split";
  readonly rule:
    | {
        readonly kind: "conditions";
        readonly branches: readonly { readonly port: string; readonly when: Cel }[];
      }
    | {
        readonly kind: "weights";
        readonly weights: readonly { readonly port: string; readonly weight: number }[];
        readonly key: Cel;
      };
}

export interface TaskStep extends StepBase {
  readonly op: "task";
  readonly queue: string;
  /** Liquid. */
  readonly title: string;
  readonly body: string;
  /** JSON Schema of the form the person fills in. */
  readonly form: JsonObject;
  readonly decisions: readonly { readonly key: string; readonly label: string }[];
  readonly due?: WaitTimeout;
  /** `after` is ISO 8601, by the calendar of the flow's zone. */
  readonly escalate: readonly { readonly after: string; readonly to: string }[];
  readonly scopePaths: readonly (readonly string[])[];
}

export interface EndStep extends StepBase {
  readonly op: "end";
  readonly outcome: string;
}

export type PlanStep = TriggerStep | RunStep | WaitStep | SplitStep | TaskStep | EndStep;

/** What an expression sees; `event` only in filters and correlations. */
export interface Scope {
  readonly trigger: Json;
  readonly subject: string;
  readonly profile: JsonObject;
  readonly steps: Readonly<Record<string, Json>>;
  readonly vars: JsonObject;
  readonly run: {
    readonly id: string;
    readonly shortId: string;
    readonly flow: string;
    readonly version: number;
    readonly startedAt: string;
    /** The flow's zone. */
    readonly timeZone: string;
  };
  readonly now: string;
  readonly event?: Json;
}
