// The mutable side of one execution: what is in flight, what has happened since the stepper last looked, and how to wake it.
import { CancellationScope } from "@temporalio/workflow";
import type { Fact } from "@throughline/flow/stepper";
import type { Show } from "./operator-view.ts";
import type { RunInput } from "./run-input.ts";
import { createTrail } from "./trail.ts";
import type { Trail } from "./trail.ts";

/** A fact before it has its time. */
export type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, "at"> : never) : never;

interface Timer {
  readonly at: number;
  readonly scope: CancellationScope;
}

export interface HistoryMark {
  readonly events: number;
  readonly bytes: number;
}

export interface Host {
  readonly input: RunInput;
  readonly trail: Trail;
  /** Facts the stepper has not seen. */
  inbox: Fact[];
  /** Activities that can be cancelled, by step. */
  readonly inFlight: Map<string, CancellationScope>;
  /** Scopes whose last user ended without a cancel: a scope costs several promises, so steps share them in turn. */
  readonly idleScopes: CancellationScope[];
  /** Not cancellable from outside: a cancel in the Temporal UI is a fact for the stepper, not an exception. */
  readonly shield: CancellationScope;
  /** Activities that have not answered, steps and protocol steps alike. */
  pending: number;
  timer: Timer | null;
  shown: Show | null;
  /** `storing` from `continue` to the answer of `store-trail`; `stored` only in the turn that follows the answer. */
  continuing: "no" | "storing" | "stored";
  /** Where the history stood when this execution began, or last found that it cannot continue as new. */
  longSince: HistoryMark;
  isDraining: boolean;
  /** Set by `finish`. */
  outcome: string | null;
  /** An error that is ours, not a step's: it fails the workflow task, so that a fix resumes the run. */
  crash: Error | null;
  wake: () => void;
}

/** Nothing is in flight and nothing has happened yet. */
export function createHost(input: RunInput): Host {
  return {
    input,
    trail: createTrail(input.visits),
    inbox: [],
    inFlight: new Map(),
    idleScopes: [],
    shield: new CancellationScope({ cancellable: false }),
    pending: 0,
    timer: null,
    shown: input.shown ?? null,
    continuing: "no",
    longSince: { events: 0, bytes: 0 },
    isDraining: false,
    outcome: null,
    crash: null,
    wake: noop,
  };
}

/** Adds a fact, stamped with workflow time, and wakes the loop. */
export function tell(host: Host, fact: NewFact): void {
  host.inbox.push({ ...fact, at: Date.now() });
  host.wake();
}

/**
 * Ends the workflow task at the loop's next turn. With an error of our own: one of Temporal's would end the whole
 * execution, and the run would be lost.
 */
export function crash(host: Host, cause: unknown): void {
  host.crash ??= new Error(`Cannot go on: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
  host.wake();
}

/** A scope that can be cancelled, new or used before. */
export function takeScope(host: Host): CancellationScope {
  return host.idleScopes.pop() ?? new CancellationScope({ cancellable: true, parent: host.shield });
}

/** Gives a scope back unless it was cancelled. */
export function giveScopeBack(host: Host, scope: CancellationScope): void {
  if (!scope.consideredCancelled) host.idleScopes.push(scope);
}

/** Resolves at the next fact. One promise made by hand: `condition()` would be asked again after every job. */
export function nextWake(host: Host): Promise<void> {
  return new Promise((resolve) => {
    host.wake = resolve;
  });
}

function noop(): void {}
