import { createPgStore, writeShown, writeVisits } from "@throughline/db";
import type { PgStore } from "@throughline/db";
import { createTestDatabase, createTestRuns, testEvent } from "@throughline/db/testing";
import type { TestDatabase, TestRuns } from "@throughline/db/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProjection } from "./projection.ts";
import type { Projection } from "./projection.ts";
import { chain } from "./testing/plans.ts";
import type { SeenVisit, Shown } from "./workflow/projection-sink.ts";

let database: TestDatabase;
let store: PgStore;
let runs: TestRuns;
let run = "";
let projection: Projection;
const errors: unknown[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  store = createPgStore({ sql: database.sql, url: database.url, listen: false });
  runs = createTestRuns(database.sql, store);
  await runs.publish(chain("f", []));
}, 60_000);
beforeEach(async () => {
  await database.sql`delete from visit`;
  run = await runs.begin(testEvent("begin", "ada"));
  errors.length = 0;
  projection = newProjection();
});
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

function newProjection(options: { readonly rowsPerFlush?: number } = {}): Projection {
  return createProjection({
    writeVisits: (rows) => writeVisits(database.sql, rows),
    writeShown: (rows) => writeShown(database.sql, rows),
    onError: (error) => errors.push(error),
    ...options,
  });
}

type SinkInfo = Parameters<Projection["sinks"]["projection"]["visit"]["fn"]>[0];
// A sink reads only these two of the many facts about its workflow.
const info = (id: string) => ({ workflowId: id, workflowType: "f" }) as SinkInfo;
const say = (visit: SeenVisit, id = run): void =>
  void projection.sinks.projection.visit.fn(info(id), 3, visit);
const show = (shown: Partial<Shown>): void =>
  void projection.sinks.projection.show.fn(info(run), {
    at: 1,
    state: "running",
    waitingFor: [],
    wakeAt: null,
    parkReason: null,
    nodes: [],
    ...shown,
  });
const visits = () =>
  database.sql`select run, node, visit, flow, version, state, port, ended_at is not null as ended from visit order by run, node`;

describe("createProjection()", () => {
  it("writes each visit once, with the newest word", async () => {
    say({ node: "a", visit: 1, state: "active", startedAt: 1_000 });
    say({ node: "a", visit: 1, state: "left", startedAt: 1_000, endedAt: 2_000, port: "next" });
    say({ node: "b", visit: 1, state: "active", startedAt: 2_000 });
    await projection.close();
    expect(await visits()).toEqual([
      { run, node: "a", visit: 1, flow: "f", version: 3, state: "left", port: "next", ended: true },
      { run, node: "b", visit: 1, flow: "f", version: 3, state: "active", port: null, ended: false },
    ]);
    expect(errors).toEqual([]);
  });
  it("does not let a late word reopen a visit", async () => {
    say({ node: "a", visit: 1, state: "left", startedAt: 1_000, endedAt: 2_000, port: "next" });
    await projection.close();
    projection = newProjection();
    say({ node: "a", visit: 1, state: "active", startedAt: 1_000 });
    await projection.close();
    expect(await visits()).toMatchObject([{ state: "left", ended: true }]);
  });
  it("keeps what a run said last", async () => {
    show({ at: 2_000, state: "waiting", waitingFor: ["order.placed"] });
    await projection.close();
    projection = newProjection();
    show({ at: 1_000, state: "running" });
    await projection.close();
    const [row] = await database.sql`select shown from run where id = ${run}`;
    expect(row?.["shown"]).toMatchObject({ state: "waiting", waitingFor: ["order.placed"] });
  });
  it("writes more rows than fit into one group, without being asked", async () => {
    projection = newProjection({ rowsPerFlush: 10 });
    for (let i = 0; i < 95; i += 1) say({ node: "a", visit: 1, state: "active", startedAt: 1 }, `f.${i}`);
    await expect.poll(async () => (await visits()).length, { timeout: 10_000 }).toBe(95);
    await projection.close();
  });
  it("outlives a database that refuses", async () => {
    projection = createProjection({
      writeVisits: () => Promise.reject(new Error("away")),
      writeShown: async () => {},
      onError: (error) => errors.push(error),
    });
    say({ node: "a", visit: 1, state: "active", startedAt: 1 });
    await projection.close();
    expect(errors).toHaveLength(1);
  });
});
