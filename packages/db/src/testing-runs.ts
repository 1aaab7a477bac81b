// Runs for tests, made the way runs are made: a plan is published, an event accepted and matched, the start handed over.
import type { FlowEvent, Json, Plan } from "@throughline/flow";
import { publishFlow, refuseDelivery, refuseStart } from "@throughline/protocol";
import type { Store } from "@throughline/protocol";
import type { Sql } from "./connect.ts";
import { createFlow } from "./queries/index.ts";

/** What stands where a worker stands, with Temporal taking everything it is given. */
export interface TestRuns {
  /** Publishes a plan, and makes its flow if there is none yet. */
  publish(plan: Plan): Promise<void>;
  /** Matches what is pending. */
  match(): Promise<void>;
  /** Accepts events and matches them; answers the number of the first. */
  send(...events: readonly FlowEvent[]): Promise<number>;
  /** Accepts an event and hands over what it started: the id of the one run that it began, which is open. */
  begin(event: FlowEvent): Promise<string>;
  /** Hands over everything that waits for it; what `refuse` names a reason for is refused for good. */
  deliver(refuse?: (run: string, n: number) => string | null): Promise<void>;
}

const HOLDER = "test";
const LEASE_MS = 60_000;

/** On the real store: rows come about by its transactions only. */
export function createTestRuns(sql: Sql, store: Store): TestRuns {
  async function match(): Promise<void> {
    const lease = await store.takeLease({ holder: HOLDER, ttlMs: LEASE_MS });
    if (lease === null) throw new Error("Cannot match: somebody else has the lease");
    for (;;) {
      const report = await store.matchBatch({ lease, limits: { events: 500, bytes: 4_000_000 } });
      if (report.kind === "lost" || !report.more) return;
    }
  }
  const runs: TestRuns = {
    match,
    async publish(plan) {
      const { flow } = plan;
      await createFlow(sql, { key: flow, name: flow, draft: {}, by: "test" });
      const [row] = await sql<{ revision: number }[]>`select revision from flow where key = ${flow}`;
      const answer = await store.transact(publishFlow, {
        flow,
        revision: row?.revision ?? 0,
        plan,
        planHash: `hash of ${flow}`,
        document: {},
        by: "test",
      });
      if (answer.kind !== "published") throw new Error(`Cannot publish "${flow}": ${answer.reason}`);
    },
    async send(...events) {
      const [answer] = await store.accept([{ events }]);
      await match();
      const [first] = answer?.events ?? [];
      if (first === undefined) throw new Error("Cannot send events: the store numbered none");
      return first.seq;
    },
    async begin(event) {
      const seq = await runs.send(event);
      const rows = await sql<{ id: string }[]>`select id from run where entry_seq = ${seq}`;
      const [run, ...others] = rows;
      if (run === undefined || others.length > 0)
        throw new Error(`Cannot begin a run: the event "${event.type}" started ${rows.length}`);
      await runs.deliver();
      return run.id;
    },
    async deliver(refuse = () => null) {
      for (;;) {
        const claimed = await store.claimRuns({ holder: HOLDER, runs: 100, leaseMs: LEASE_MS, perRun: 100 });
        if (claimed.length === 0) return;
        for (const { run, claim, deliveries } of claimed) {
          for (const { n } of deliveries) {
            const reason = refuse(run, n);
            if (reason === null) await store.settle({ claim, settlements: [{ run, n, as: "sent" }] });
            else if (n === 0) await store.transact(refuseStart, { claim, run, reason });
            else await store.transact(refuseDelivery, { claim, run, n, reason });
          }
        }
      }
    },
  };
  return runs;
}

let ids = 0;

/** An event of the test's own shop; its id is new each time. */
export function testEvent(type: string, subject: string | null, data: Json = {}): FlowEvent {
  const id = `test-${(ids += 1)}`;
  return { source: "shop", id, type, ...(subject === null ? {} : { subject }), data };
}
