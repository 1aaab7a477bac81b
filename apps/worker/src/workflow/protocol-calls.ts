// The protocol steps as the run calls them: local activities, idempotent by their arguments, retried without limit.
import type { InstantRule, JsonObject, OpenWaitRow, SinceFrom, Visit } from "@throughline/flow/stepper";

/** The run's row is not open any more: the run ends with the stored outcome. */
interface RunClosed {
  readonly kind: "run-closed";
  readonly outcome: string;
}

/** `behind`: deliveries below `nextN` are to be taken first. */
type CloseAnswer =
  | { readonly kind: "closed"; readonly outcome: string }
  | { readonly kind: "behind"; readonly nextN: number };

export interface OpenTaskCall {
  readonly run: string;
  readonly step: string;
  readonly queue: string;
  /** Liquid over `scope`. */
  readonly title: string;
  readonly body: string;
  readonly form: JsonObject;
  readonly decisions: readonly { readonly key: string; readonly label: string }[];
  readonly dueAt: number | null;
  readonly escalate: readonly { readonly at: number; readonly to: string }[];
  readonly scope: JsonObject;
}

/** Activity type → what it takes and answers. */
export interface ProtocolSteps {
  readonly "open-wait": (call: {
    readonly run: string;
    readonly step: string;
    readonly rows: readonly OpenWaitRow[];
    readonly since: SinceFrom;
  }) => Promise<{ readonly kind: "opened" } | RunClosed>;
  readonly "expire-wait": (call: {
    readonly run: string;
    readonly step: string;
    readonly deadline: number;
  }) => Promise<{ readonly kind: "answer"; readonly answer: "expired" | "matched" | "expiring" } | RunClosed>;
  readonly "open-task": (call: OpenTaskCall) => Promise<{ readonly kind: "opened" } | RunClosed>;
  readonly "expire-task": (call: {
    readonly run: string;
    readonly step: string;
  }) => Promise<{ readonly kind: "answer"; readonly answer: "overdue" | "decided" } | RunClosed>;
  readonly "next-instant": (call: {
    readonly rule: InstantRule;
    readonly now: number;
  }) => Promise<{ readonly kind: "instant"; readonly instant: number }>;
  readonly "read-profile": (call: {
    readonly run: string;
  }) => Promise<{ readonly kind: "profile"; readonly profile: JsonObject } | RunClosed>;
  readonly "store-trail": (call: {
    readonly run: string;
    readonly part: number;
    readonly trail: readonly Visit[];
  }) => Promise<{ readonly kind: "stored" } | RunClosed>;
  readonly "close-run": (call: {
    readonly run: string;
    readonly outcome: string;
    readonly handled: number;
    readonly trail: readonly Visit[];
  }) => Promise<CloseAnswer>;
}
