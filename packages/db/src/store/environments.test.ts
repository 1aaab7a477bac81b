// Two environments in one database, each in a schema of its own: what one does, the other neither sees nor waits for.
import { afterAll, beforeAll, expect, it } from "vitest";
import { lockKey } from "../connect.ts";
import { ensurePartitions, keepPartitions } from "../keep-partitions.ts";
import { listEvents } from "../queries/events.ts";
import { ensureLocalOwner, listPeople } from "../queries/people.ts";
import { listRuns } from "../queries/runs.ts";
import { createTestDatabase, createTestEnvironment } from "../testing.ts";
import type { TestDatabase } from "../testing.ts";
import { lockMatching, lockName } from "./locks.ts";
import {
  brokenRules,
  cart,
  cartPlan,
  createWorld,
  deliverAll,
  event,
  lease,
  matchAll,
  order,
  publishPlan,
  runsOf,
  send,
} from "./test-world.ts";
import type { World } from "./test-world.ts";

let database: TestDatabase;
let production: World;
let staging: World;
beforeAll(async () => {
  database = await createTestDatabase({ max: 20 });
  const beside = await createTestEnvironment(database, "staging", { max: 20 });
  [staging, production] = [await createWorld(beside), await createWorld(database)];
  for (const world of [production, staging]) await publishPlan(world, cartPlan());
}, 60_000);
afterAll(async () => {
  await staging.close();
  await production.close();
});

const eventsOf = async ({ database: { sql } }: World) =>
  (await listEvents(sql, { limit: 100 })).map(({ id }) => id);

it("each accepts, matches and delivers its own, also when ids are the same", async () => {
  const [enters, orders, noise] = [cart("ann"), order("ann"), event("noise", "room", {})];
  const refs = [
    ...(await send(production.store, enters, orders)),
    ...(await send(staging.store, enters, noise)),
  ];
  expect(refs.map(({ duplicate }) => duplicate)).toEqual([false, false, false, false]);
  await matchAll(staging.store);
  expect(await runsOf(production, "ann")).toEqual([]);
  await matchAll(production.store);
  expect(await runsOf(staging, "ann")).toEqual(await runsOf(production, "ann"));
  const delivered = async ({ store }: World) =>
    (await deliverAll(store)).flatMap(({ deliveries }) => deliveries.map(({ n }) => n));
  expect(await delivered(production)).toEqual([0, 1]);
  expect(await delivered(staging)).toEqual([0]);
  expect(await eventsOf(production)).toEqual([orders.id, enters.id]);
  expect(await eventsOf(staging)).toEqual([noise.id, enters.id]);
  expect(await listRuns(staging.database.sql, { limit: 10 })).toHaveLength(1);
  expect([await brokenRules(production), await brokenRules(staging)]).toEqual([{}, {}]);
});

it("neither waits for locks of the other", async () => {
  await production.database.sql.begin(async (tx) => {
    await lockMatching(tx);
    await lockName(tx, "cap", "mail ann");
    await tx`select pg_advisory_xact_lock(${lockKey(tx, "partitions")})`;
    const isFree = ({ database: { sql } }: World, name: string) =>
      sql.begin(async (other) => {
        const [row] = await other`select pg_try_advisory_xact_lock(${lockKey(other, name)}) as free`;
        return row?.["free"];
      });
    for (const name of ["match", "cap mail ann", "partitions"]) {
      expect([name, await isFree(production, name), await isFree(staging, name)]).toEqual([
        name,
        false,
        true,
      ]);
    }
    await send(staging.store, cart("bob"));
    await matchAll(staging.store);
    expect(await runsOf(staging, "bob")).toHaveLength(1);
  });
});

it("each has its own matcher, and a takeover leaves the other's alone", async () => {
  for (const world of [production, staging]) await lease(world.store, "m1");
  // The number of a backend that is gone may come back as somebody else's: here as that of the other matcher.
  const [row] = await production.database.sql`select pid from matcher`;
  await staging.database.sql`update matcher set pid = ${row?.["pid"] ?? null}, until = '-infinity'`;
  const taken = await lease(staging.store, "m2");
  expect(
    await production.database.sql`select pid from matcher join pg_stat_activity using (pid)`,
  ).toHaveLength(1);
  await staging.store.releaseLease(taken);
});

it("each hears its own news only", async () => {
  const { signal } = new AbortController();
  const wait = (world: World) => world.store.waitForNews({ kind: "pending", timeoutMs: 60_000, signal });
  // The first word is that it listens.
  await Promise.all([wait(production), wait(staging)]);
  let heard = false;
  const [ours, theirs] = [wait(production).then(() => (heard = true)), wait(staging)];
  await send(staging.store, event("noise", "room", {}));
  await theirs;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(heard).toBe(false);
  await send(production.store, event("noise", "room", {}));
  await ours;
});

it("each keeps its own partitions", async () => {
  const partitions = async ({ database: { sql } }: World) =>
    (
      await sql`select relname as name from pg_inherits join pg_class child on child.oid = inhrelid
      where inhparent = 'event'::regclass order by relname`
    ).map(({ name }) => String(name));
  await staging.database.sql`select setval('event_seq', 10000000)`;
  const [ours] = [await partitions(production)];
  await ensurePartitions(staging.database.sql, { size: 100 });
  await matchAll(staging.store);
  await deliverAll(staging.store);
  const { dropped } = await keepPartitions(staging.database.sql, { retentionMs: 0, size: 100 });
  expect(dropped).toContain("event_p1");
  expect(await partitions(production)).toEqual(ours);
  expect(ours).toContain("event_p1");
  expect(await eventsOf(production)).not.toEqual([]);
});

it("people of one are nobody in the other", async () => {
  await ensureLocalOwner(staging.database.sql);
  expect(await listPeople(staging.database.sql)).toHaveLength(1);
  expect(await listPeople(production.database.sql)).toEqual([]);
});
