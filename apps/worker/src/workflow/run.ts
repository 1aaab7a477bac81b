// The run: drain the inbox, let the stepper advance until it is blocked, issue its commands, await one wake.
import { ApplicationFailure, CancellationScope, continueAsNew, workflowInfo } from "@temporalio/workflow";
import { advance, initialState, jsonBytes, MAX_CARRIED_BYTES } from "@throughline/flow/stepper";
import type { Fact, State } from "@throughline/flow/stepper";
import { createHost, nextWake, tell } from "./host.ts";
import type { HistoryMark, Host } from "./host.ts";
import { inputProblem } from "./input-problem.ts";
import { issue } from "./issue.ts";
import { DRAIN_AT_BYTES, DRAIN_AT_EVENTS } from "#workflow-limits";
import { receiveMessages } from "./messages.ts";
import type { RunInput, RunResult } from "./run-input.ts";

/** Executes a plan for one subject; every flow is this one workflow under its own type. */
export async function run(input: RunInput): Promise<RunResult> {
  // Before anything else: a workflow started by hand with somebody else's input must not act in that run's name.
  assertRunInput(input);
  const host = createHost(input);
  receiveMessages(host);
  listenForCancel(host);
  tell(host, { kind: input.state === undefined ? "started" : "continued" });
  return host.shield.run(() => loop(host, input.state ?? initialState(input)));
}

/** What was not started by the deliverer fails for good: no worker could ever run it. */
function assertRunInput(input: unknown): void {
  const { workflowId } = workflowInfo();
  const problem = inputProblem(input, workflowId);
  if (problem !== null)
    throw ApplicationFailure.nonRetryable(`Cannot run "${workflowId}": ${problem}`, "bad-input");
}

/** A cancel from the Temporal UI becomes a fact; the loop itself runs shielded from it. */
function listenForCancel(host: Host): void {
  CancellationScope.current().cancelRequested.catch(() => tell(host, { kind: "cancelled" }));
}

async function loop(host: Host, first: State): Promise<RunResult> {
  let state = first;
  host.longSince = historyNow();
  for (;;) {
    if (host.crash !== null) throw host.crash;
    const facts = takeFacts(host);
    if (!host.isDraining && isHistoryLong(host)) {
      host.isDraining = true;
      facts.push({ kind: "drain", at: Date.now() });
    }
    const step = advance(host.input.plan, state, facts);
    state = step.state;
    issue(host, step.commands);
    if (host.outcome !== null) return { outcome: host.outcome };
    // The stepper may have found that it does not help.
    if (host.isDraining && !state.isDraining) standStill(host);
    if (mayContinue(host)) {
      const next = nextInput(host, state);
      const bytes = jsonBytes(next);
      if (bytes <= MAX_CARRIED_BYTES) await continueAsNew<typeof run>(next);
      tell(host, { kind: "too-large", bytes });
    }
    if (host.continuing === "stored") host.continuing = "no";
    if (host.inbox.length === 0 && host.crash === null) await nextWake(host);
  }
}

function takeFacts(host: Host): Fact[] {
  const facts = host.inbox;
  host.inbox = [];
  return facts;
}

function historyNow(): HistoryMark {
  const { historyLength, historySize } = workflowInfo();
  return { events: historyLength, bytes: historySize };
}

/** Stays in this execution until its history has grown as much again. */
function standStill(host: Host): void {
  host.isDraining = false;
  host.longSince = historyNow();
}

/**
 * How much came since this execution began, not how much there is: an execution begins with all that it carries, and one
 * that began with more than the limit would continue at once, for ever. What Temporal suggests counts only when there is
 * something to leave behind.
 */
function isHistoryLong({ longSince }: Host): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  const events = historyLength - longSince.events;
  const bytes = historySize - longSince.bytes;
  return (
    events >= DRAIN_AT_EVENTS ||
    bytes >= DRAIN_AT_BYTES ||
    (continueAsNewSuggested && (events >= DRAIN_AT_EVENTS / 4 || bytes >= DRAIN_AT_BYTES / 4))
  );
}

/**
 * The trail was stored just now, every signal that has arrived is in the state, and nothing is in flight. Only in this
 * turn: in a later one the answer of a local activity could be the reason, see `storeTrail`.
 */
function mayContinue(host: Host): boolean {
  return host.continuing === "stored" && host.inbox.length === 0 && host.pending === 0;
}

function nextInput(host: Host, state: State): RunInput {
  return {
    ...host.input,
    state,
    part: (host.input.part ?? 0) + 1,
    visits: host.trail.carried(),
    ...(host.shown === null ? {} : { shown: host.shown }),
  };
}
