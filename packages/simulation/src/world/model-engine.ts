// Temporal as the protocol knows it: workflow ids, request ids that a new execution forgets, signals, closed runs.
import type { Delivery, StartInput } from "@throughline/flow";
import { EngineUnavailableError } from "@throughline/protocol";
import type { Engine, SignalAnswer, StartAnswer } from "@throughline/protocol";
import type { ModelWorkflow } from "./model-workflow.ts";
import type { Process, Simulator } from "./simulator.ts";
import type { Wire } from "./wire.ts";

/** How likely Temporal says no. */
export interface EngineRates {
  readonly exhausted: number;
  readonly refusesStart: number;
  readonly refusesSignal: number;
}

export interface ModelEngine {
  readonly workflows: Map<string, ModelWorkflow>;
  readonly closed: { readonly run: string; readonly at: number }[];
  /** One process's view of it. */
  portOf(process: Process): Engine;
}

/** Creates the engine; `open` makes the workflow of a start. */
export function createModelEngine(
  simulator: Simulator,
  wire: Wire,
  options: { readonly rates: () => EngineRates; readonly open: (input: StartInput) => ModelWorkflow },
): ModelEngine {
  const workflows = new Map<string, ModelWorkflow>();
  const closed: { readonly run: string; readonly at: number }[] = [];

  function mayRefuse(rate: number, reason: string): { kind: "refused"; reason: string } | null {
    if (simulator.random.next() < options.rates().exhausted)
      throw new EngineUnavailableError("RESOURCE_EXHAUSTED");
    return simulator.random.next() < rate ? { kind: "refused", reason } : null;
  }

  function start(input: StartInput): StartAnswer {
    const there = workflows.get(input.run);
    if (there !== undefined)
      return there.input.planHash === input.planHash
        ? { kind: "already-ours" }
        : { kind: "refused", reason: "the id is taken" };
    const refusal = mayRefuse(options.rates().refusesStart, "the input is too large");
    if (refusal !== null) return refusal;
    workflows.set(input.run, options.open(input));
    return { kind: "started" };
  }

  function signal(run: string, n: number, delivery: Delivery): SignalAnswer {
    const workflow = workflows.get(run);
    const refusal = mayRefuse(
      delivery.kind === "event" ? options.rates().refusesSignal : 0,
      "the signal is too large",
    );
    if (workflow === undefined || !workflow.isRunning) return { kind: "not-found" };
    if (refusal !== null) return refusal;
    const requestId = `${run}:${n}`;
    if (workflow.requestIds.has(requestId)) return { kind: "sent" };
    workflow.requestIds.add(requestId);
    workflow.tell({ kind: "delivered", n, delivery });
    return { kind: "sent" };
  }

  return {
    workflows,
    closed,
    portOf: (process) => ({
      start: (input) => wire.call(process, "engine.start", () => start(input)),
      signal: (run, n, delivery) => wire.call(process, "engine.signal", () => signal(run, n, delivery)),
      describe: (run) =>
        wire.call(process, "engine.describe", () => {
          const workflow = workflows.get(run);
          if (workflow === undefined) return "not-found";
          return workflow.isRunning ? "running" : "not-running";
        }),
      closedSince: (at) =>
        wire.call(process, "engine.closedSince", () => [
          ...new Set([
            ...closed.filter((one) => one.at >= at).map(({ run }) => run),
            // Continued executions are in the list of closed ones, though their run is alive.
            ...[...workflows.values()].filter(({ execution }) => execution > 1).map(({ input }) => input.run),
          ]),
        ]),
    }),
  };
}
