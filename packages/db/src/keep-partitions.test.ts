import { closeRun, unpublishFlow } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { ensurePartitions, keepPartitions } from "./keep-partitions.ts";
import {
  cart,
  cartPlan,
  deliverAll,
  event,
  matchAll,
  openWorld,
  order,
  publishPlan,
  runsOf,
  send,
} from "./store/test-world.ts";

const FIRST = 10_000_000;
const SIZE = 100;
const DAY_MS = 86_400_000;

const world = openWorld();

/** The next event gets the first number after the partitions that the migration made. */
async function skipTo(seq: number): Promise<void> {
  await world.database.sql`select setval('event_seq', ${seq}, false)`;
}

async function partitions(): Promise<readonly string[]> {
  const rows = await world.database.sql<{ name: string }[]>`
    select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid where inhparent = 'event'::regclass order by child.oid`;
  return rows.map((row) => row.name);
}

const keep = (retentionMs: number) => keepPartitions(world.database.sql, { retentionMs, size: SIZE });

describe("ensurePartitions()", () => {
  it("makes room ahead of the newest event, once", async () => {
    await skipTo(FIRST - 50);
    expect(await ensurePartitions(world.database.sql, { size: SIZE })).toEqual([`event_from_${FIRST}`]);
    expect(await ensurePartitions(world.database.sql, { size: SIZE })).toEqual([]);
  });

  it("is asked for by intake itself when the keeper could not work", async () => {
    await skipTo(FIRST);
    const [ref] = await send(world.store, event("noise", "room", {}));
    expect(ref?.duplicate).toBe(false);
    expect(await partitions()).toContain(`event_from_${FIRST}`);
  });
});

describe("keepPartitions()", () => {
  it("keeps events that are young, pending, or still to be delivered, and then drops them", async () => {
    await send(world.store, cart("old"), order("old"));
    await skipTo(FIRST + 1);
    await ensurePartitions(world.database.sql, { size: SIZE });
    expect((await keep(0)).dropped).toEqual([]);
    await matchAll(world.store);
    expect((await keep(0)).dropped).toEqual([]);
    await deliverAll(world.store);
    expect((await keep(3_600_000)).dropped).toEqual([]);
    expect((await keep(0)).dropped).toEqual(["event_p0", "event_p1"]);
    expect(await world.database.sql`select 1 from event_topic`).toHaveLength(0);
    const [again] = await send(world.store, event("noise", "x", {}));
    expect(again?.seq).toBeGreaterThan(FIRST);
  });

  it("keeps what a wait of a live version or of an open run looks back to, however short the retention is", async () => {
    const { sql } = world.database;
    const plan = cartPlan({ flow: "looks-back", isStatic: false });
    const [trigger, wait] = plan.steps;
    if (trigger === undefined || wait?.op !== "wait") throw new Error("the plan has a wait");
    const since = { kind: "look-back", ms: 120 * DAY_MS } as const;
    await publishPlan(world, { ...plan, steps: [trigger, { ...wait, since }] });
    await send(world.store, event("noise", "old", {}));
    await matchAll(world.store);
    await skipTo(FIRST + 1);
    await ensurePartitions(sql, { size: SIZE });
    const agesBy = (days: number) =>
      sql`update event set received_at = received_at - make_interval(days => ${days})`;
    await agesBy(119);
    expect((await keep(90 * DAY_MS)).dropped).toEqual([]);
    await send(world.store, cart("looker"));
    await matchAll(world.store);
    await deliverAll(world.store);
    await world.store.transact(unpublishFlow, { flow: "looks-back", by: "test" });
    expect((await keep(90 * DAY_MS)).dropped).toEqual([]);
    const run = (await runsOf(world, "looker")).find((id) => id.startsWith("looks-back")) ?? "";
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    expect((await keep(90 * DAY_MS)).dropped).toEqual(["event_p0", "event_p1"]);
  });

  it("keeps what an open run may still look back to", async () => {
    await publishPlan(world, cartPlan({ flow: "dynamic", isStatic: false }));
    await send(world.store, cart("looker"));
    await matchAll(world.store);
    await deliverAll(world.store);
    await skipTo(FIRST + 1);
    await ensurePartitions(world.database.sql, { size: SIZE });
    expect((await keep(0)).dropped).toEqual([]);
    const run = (await runsOf(world, "looker")).find((id) => id.startsWith("dynamic")) ?? "";
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    expect((await keep(0)).dropped).toEqual(["event_p0", "event_p1"]);
  });
});
