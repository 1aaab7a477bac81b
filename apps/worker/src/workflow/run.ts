// The run: drain the inbox, let the stepper advance until it is blocked, issue its commands, await one wake.
import { CancellationScope, continueAsNew, workflowInfo } from "@temporalio/workflow";
import { advance, initialState } from "@throughline/flow/stepper";
import type { Fact, State } from "@throughline/flow/stepper";
import { createHost, nextWake, tell } from "./host.ts";
import type { Host } from "./host.ts";
import { issue } from "./issue.ts";
import { DRAIN_AT_BYTES, DRAIN_AT_EVENTS } from "#workflow-limits";
import { receiveMessages } from "./messages.ts";
import type { RunInput, RunResult } from "./run-input.ts";

/** Executes a plan for one subject; every flow is this one workflow under its own type. */
export async function run(input: RunInput): Promise<RunResult> {
  // Before anything else: a workflow started by hand with somebody else's input must not act in that run's name.
  assertOwnInput(input);
  const host = createHost(input);
  receiveMessages(host);
  listenForCancel(host);
  tell(host, { kind: input.state === undefined ? "started" : "continued" });
  return host.shield.run(() => loop(host, input.state ?? initialState(input)));
}

/** A plain Error fails the workflow task and not the run. */
function assertOwnInput(input: RunInput): void {
  const { workflowId } = workflowInfo();
  if (input.run !== workflowId) {
    throw new TypeError(`Cannot run "${workflowId}": its input is that of run "${String(input.run)}"`);
  }
}

/** A cancel from the Temporal UI becomes a fact; the loop itself runs shielded from it. */
function listenForCancel(host: Host): void {
  CancellationScope.current().cancelRequested.catch(() => tell(host, { kind: "cancelled" }));
}

async function loop(host: Host, first: State): Promise<RunResult> {
  let state = first;
  let draining = false;
  for (;;) {
    if (host.crash !== null) throw host.crash.error;
    const facts = takeFacts(host);
    if (!draining && isHistoryLong()) {
      draining = true;
      facts.push({ kind: "drain", at: Date.now() });
    }
    const step = advance(host.input.plan, state, facts);
    state = step.state;
    issue(host, step.commands);
    if (host.outcome !== null) return { outcome: host.outcome };
    if (mayContinue(host)) await continueAsNew<typeof run>(nextInput(host, state));
    if (host.continuing === "stored") host.continuing = "no";
    if (host.inbox.length === 0 && host.crash === null) await nextWake(host);
  }
}

function takeFacts(host: Host): Fact[] {
  const facts = host.inbox;
  host.inbox = [];
  return facts;
}

function isHistoryLong(): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return historyLength >= DRAIN_AT_EVENTS || historySize >= DRAIN_AT_BYTES || continueAsNewSuggested;
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
