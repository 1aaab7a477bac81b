// What the tests of the store share: a database, a store on it, and the cart-recovery flow as a plan.
import { publishFlow } from "@throughline/protocol";
import type { FlowEvent, Json, Plan, PlanReentry } from "@throughline/flow";
import type { AcceptedRef, ClaimedRun, Lease, MatchReport } from "@throughline/protocol";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createTestDatabase } from "../testing.ts";
import type { TestDatabase } from "../testing.ts";
import { createPgStore } from "./create-pg-store.ts";
import type { PgStore, PgStoreOptions } from "./create-pg-store.ts";

export interface World {
  readonly database: TestDatabase;
  readonly store: PgStore;
  /** One more store on the same database, as another process has it. */
  another(options?: Partial<Pick<PgStoreOptions, "matchTimeouts" | "matchSizes" | "url">>): PgStore;
  close(): Promise<void>;
}

/** A store on a database of its own, or on this one. */
export async function createWorld(on?: TestDatabase): Promise<World> {
  const database = on ?? (await createTestDatabase({ max: 20 }));
  const stores: PgStore[] = [];
  const another: World["another"] = (options) => {
    const store = createPgStore({ sql: database.sql, url: database.url, ...options });
    stores.push(store);
    return store;
  };
  return {
    database,
    store: another(),
    another,
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.drop();
    },
  };
}

/** A world in which the cart's flow is live, anew for each test or one for the file; to be read when a test runs. */
export function openWorld(per: "test" | "file" = "test"): World {
  let world: World | undefined;
  const [before, after] = per === "test" ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(async () => {
    world = await createWorld();
    await publishPlan(world, cartPlan());
  }, 60_000);
  after(() => world?.close());
  const made = (): World => {
    if (world === undefined) throw new Error("Cannot use the world before a test runs");
    return world;
  };
  return {
    get database() {
      return made().database;
    },
    get store() {
      return made().store;
    },
    another: (options) => made().another(options),
    close: () => made().close(),
  };
}

/** What many tests do with runs of a world: open one, and look at its row. */
export function runsIn(world: World): RunsIn {
  return {
    openRun: async (subject) => {
      await send(world.store, cart(subject));
      await matchAll(world.store);
      await deliverAll(world.store);
      const run = (await runsOf(world, subject)).at(-1);
      if (run === undefined) throw new Error(`no run of ${subject}`);
      return run;
    },

    columns: async (run) => {
      const [row] = await world.database.sql`
        select state, outcome, next_n as "nextN", reason, trail,
          (select count(*)::int from wait where run = run.id) as waits,
          (select count(*)::int from outbox where run = run.id) as outbox,
          (select count(*)::int from delivery where run = run.id and state = 'pending') as unsettled
        from run where id = ${run}`;
      return row;
    },
  };
}

export interface RunsIn {
  /** A run of this subject, started and delivered. */
  readonly openRun: (subject: string) => Promise<string>;
  readonly columns: (run: string) => Promise<Record<string, unknown> | undefined>;
}

export interface PlanOptions {
  readonly flow?: string;
  readonly version?: number;
  readonly reentry?: PlanReentry;
  /** False: the run opens its wait itself. */
  readonly isStatic?: boolean;
}

/** Cart updated → wait for the order with the same cart id, else time out. */
export function cartPlan({
  flow = "cart-recovery",
  version = 1,
  // oxlint-disable-next-line unicorn/no-thenable -- the name in stored documents; nobody awaits settings
  reentry = { rule: "one-at-a-time", then: "ignore" },
  isStatic = true,
}: PlanOptions = {}): Plan {
  const base = { typeVersion: 1, name: "", next: {} };
  return {
    planFormat: 1,
    flow,
    version,
    engine: 1,
    settings: { subject: "trigger.subject", reentry, timeZone: "UTC", priority: 3, maxQueued: 100 },
    steps: [
      { ...base, id: "cart", type: "event-trigger", op: "trigger", next: { next: "ordered" } },
      {
        ...base,
        id: "ordered",
        type: "wait-for-event",
        op: "wait",
        events: [{ type: "order.placed", port: "ordered", bindingPaths: [] }],
        correlate: { event: "event.data.cartId", run: "trigger.data.cartId" },
        since: { kind: "run" },
        timeout: { kind: "after", ms: 1_800_000 },
        static: isStatic,
      },
    ],
    triggers: [{ step: "cart", kind: "event", eventType: "cart.updated", filter: "event.data.total > 0" }],
    listens: [
      {
        wait: "ordered",
        event: 0,
        type: "order.placed",
        keyExpression: "event.data.cartId",
        static: isStatic,
      },
    ],
  };
}

/** Creates the flow if need be and publishes the plan. */
export async function publishPlan({ database, store }: World, plan: Plan): Promise<void> {
  await database.sql`
    insert into flow (key, name, draft, updated_by) values (${plan.flow}, 'Cart', '{}', 'test') on conflict do nothing`;
  const answer = await store.transact(publishFlow, {
    flow: plan.flow,
    revision: 1,
    plan,
    planHash: `hash-${plan.version}`,
    document: {},
    by: "test",
  });
  if (answer.kind !== "published") throw new Error(answer.reason);
}

let count = 0;

export function event(
  type: string,
  subject: string | undefined,
  data: Json,
  id = `e${(count += 1)}`,
): FlowEvent {
  return { source: "shop", id, type, ...(subject === undefined ? {} : { subject }), data };
}

export const cart = (subject: string, cartId = subject): FlowEvent =>
  event("cart.updated", subject, { cartId, total: 10 });
export const order = (cartId: string): FlowEvent => event("order.placed", undefined, { cartId });

export async function send(store: PgStore, ...events: readonly FlowEvent[]): Promise<readonly AcceptedRef[]> {
  const [answer] = await store.accept([{ events }]);
  return answer?.events ?? [];
}

export const LIMITS = { events: 500, bytes: 4_000_000 };
export const CLAIM = { runs: 100, leaseMs: 60_000, perRun: 100 };

export async function lease(store: PgStore, holder = "m1"): Promise<Lease> {
  const taken = await store.takeLease({ holder, ttlMs: 60_000 });
  if (taken === null) throw new Error("the lease is held");
  return taken;
}

/** Matches until nothing is pending. */
export async function matchAll(store: PgStore, holder = "m1"): Promise<MatchReport> {
  const taken = await lease(store, holder);
  for (;;) {
    const report = await store.matchBatch({ lease: taken, limits: LIMITS });
    if (report.kind === "lost" || !report.more) return report;
  }
}

/** Claims everything that is due and settles it as sent; answers what was in it. */
export async function deliverAll(store: PgStore): Promise<readonly ClaimedRun[]> {
  const all: ClaimedRun[] = [];
  for (;;) {
    const claimed = await store.claimRuns({ holder: "d1", ...CLAIM });
    if (claimed.length === 0) return all;
    for (const run of claimed) {
      await store.settle({
        claim: run.claim,
        settlements: run.deliveries.map(({ n }) => ({ run: run.run, n, as: "sent" as const })),
      });
      all.push(run);
    }
  }
}

/** Ids of the runs of a subject, oldest first. */
export async function runsOf({ database }: World, subject: string): Promise<readonly string[]> {
  const rows = await database.sql<
    { id: string }[]
  >`select id from run where subject = ${subject} order by entry_seq`;
  return rows.map((row) => row.id);
}

/** What must hold whenever nothing is going on: rows that disagree, by the name of the rule they break. */
export async function brokenRules({ database }: World): Promise<Record<string, readonly unknown[]>> {
  const { sql } = database;
  const rules = {
    "numbers of a run have no gaps": sql`
      select run.id from run left join delivery on delivery.run = run.id group by run.id, run.next_n
      having count(delivery.n) <> run.next_n or coalesce(max(delivery.n), -1) <> run.next_n - 1`,
    "a run with something to send is in the outbox, no other is": sql`
      select run.id from run where (state in ('starting', 'open')
        and exists (select 1 from delivery where delivery.run = run.id and delivery.state = 'pending'))
        <> exists (select 1 from outbox where outbox.run = run.id)`,
    "only runs that are not over have waits and open tasks": sql`
      select id from run where state in ('closed', 'refused', 'lost')
        and (exists (select 1 from wait where wait.run = run.id) or exists (select 1 from task where task.run = run.id and task.state = 'open'))`,
    "a run that is over has nothing unsettled": sql`
      select delivery.run from delivery join run on run.id = delivery.run where delivery.state = 'pending' and run.state in ('closed', 'refused', 'lost')`,
    "the entry row names a run that goes on": sql`
      select entry.flow, entry.subject from entry join run on run.id = entry.active_run where run.state not in ('starting', 'open')`,
    "every event was accepted once and is pending or matched": sql`
      select event.seq from event
      where (event.no is null) <> exists (select 1 from pending where pending.seq = event.seq)
        and not exists (select 1 from dead_letter where dead_letter.seq = event.seq)`,
    "every identity has its event": sql`
      select seq from identity full join event using (seq) where identity.hash is null or event.id is null`,
    "a matched wait has the delivery that it names": sql`
      select wait.run, wait.step from wait left join delivery on delivery.run = wait.run and delivery.n = wait.matched_n
      where wait.state = 'matched' and delivery.n is null`,
  };
  const broken: Record<string, readonly unknown[]> = {};
  for (const [name, query] of Object.entries(rules)) {
    const rows = await query;
    if (rows.length > 0) broken[name] = [...rows];
  }
  return broken;
}
