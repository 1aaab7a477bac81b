// What a scenario has in its hands: a store, and short names for what one does with it.
import assert from "node:assert/strict";
import type { Delivery, FlowEvent, Plan } from "@throughline/flow";
import { closeRun, runId } from "@throughline/protocol";
import type { Lease, Store } from "@throughline/protocol";

/** What a scenario needs beside the store. */
export interface ScenarioHelpers {
  /** Makes a plan live as version 1 of its flow. */
  readonly publish: (plan: Plan) => Promise<void>;
  /** ms by the store's clock. */
  readonly now: () => Promise<number>;
}

export interface StoreScenario {
  readonly name: string;
  readonly run: (store: Store, helpers: ScenarioHelpers) => Promise<void>;
}

/** A store in the hands of a scenario. */
export interface ScenarioTools {
  readonly store: Store;
  readonly helpers: ScenarioHelpers;
  /** Accepts events of a subject, one after another. */
  readonly accept: (...events: readonly FlowEvent[]) => Promise<void>;
  /** Matches everything that is pending. */
  readonly match: () => Promise<void>;
  readonly acceptAndMatch: (...events: readonly FlowEvent[]) => Promise<void>;
  /** Sends what there is to send and settles it: what each run got, by run. */
  readonly deliver: () => Promise<ReadonlyMap<string, readonly (Delivery | { readonly kind: "start" })[]>>;
  /** What one run got, with its numbers checked. */
  readonly deliverTo: (run: string) => Promise<readonly string[]>;
  readonly stateOf: (run: string) => Promise<string>;
  readonly close: (run: string, outcome: string, handled: number) => Promise<string>;
}

/** An event of subject `ada` unless it says otherwise. */
export function eventOf(type: string, id: string, fields: Partial<FlowEvent> = {}): FlowEvent {
  return { id, source: "shop", type, subject: "ada", data: {}, ...fields };
}

/** The run that an event starts. */
export function runOf(flow: string, event: FlowEvent): string {
  return runId(flow, event);
}

/** Wraps a scenario told in terms of the scene. */
export function scenario(name: string, play: (scene: ScenarioTools) => Promise<void>): StoreScenario {
  return { name, run: (store, helpers) => play(createTools(store, helpers)) };
}

function createTools(store: Store, helpers: ScenarioHelpers): ScenarioTools {
  let lease: Lease | null = null;

  async function accept(...events: readonly FlowEvent[]): Promise<void> {
    for (const event of events) await store.accept([{ events: [event] }]);
  }

  async function match(): Promise<void> {
    lease ??= await store.takeLease({ holder: "scenario", ttlMs: 600_000 });
    assert(lease !== null, "the lease is free");
    for (;;) {
      const report = await store.matchBatch({ lease, limits: { events: 500, bytes: 4_000_000 } });
      assert(report.kind === "matched", "the lease is held");
      if (!report.more) return;
    }
  }

  async function deliver(): Promise<Map<string, readonly (Delivery | { readonly kind: "start" })[]>> {
    const got = new Map<string, readonly (Delivery | { readonly kind: "start" })[]>();
    for (const claimed of await store.claimRuns({
      holder: "scenario",
      runs: 100,
      leaseMs: 60_000,
      perRun: 100,
    })) {
      const { claim, run } = claimed;
      const deliveries = claimed.deliveries.toSorted((a, b) => a.n - b.n);
      got.set(
        run,
        deliveries.map(({ payload }) => payload),
      );
      await store.settle({
        claim,
        settlements: deliveries.map(({ n }) => ({ run, n, as: "sent" as const })),
      });
      await store.giveBack({ claim, run, retryInMs: 0, error: null });
    }
    return got;
  }

  return {
    store,
    helpers,
    accept,
    match,
    deliver,
    async acceptAndMatch(...events) {
      await accept(...events);
      await match();
    },
    async deliverTo(run) {
      const got = (await deliver()).get(run) ?? [];
      return got.map((payload) =>
        payload.kind === "event" ? `event ${payload.event.id} for ${payload.wait}` : payload.kind,
      );
    },
    stateOf: async (run) => (await store.readRun({ run }))?.state ?? "none",
    async close(run, outcome, handled) {
      const answer = await store.transact(closeRun, { run, outcome, handled, trail: [] });
      return answer.kind === "closed" ? answer.outcome : `behind ${answer.nextN}`;
    },
  };
}
