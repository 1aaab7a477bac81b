import { publishFlow, unpublishFlow } from "@throughline/protocol";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";
import { createPgStore } from "@throughline/db";
import type { PgStore } from "@throughline/db";
import { createTestDatabase } from "@throughline/db/testing";
import type { TestDatabase } from "@throughline/db/testing";
import type { Json, Plan } from "@throughline/flow";
import { startTemporal } from "@throughline/stack";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { startWorker } from "./start-worker.ts";
import type { RunningWorker } from "./start-worker.ts";
import { chain, runs, waits } from "./testing/plans.ts";
import { installQuietRuntime } from "./testing/quiet.ts";

type TemporalServer = Awaited<ReturnType<typeof startTemporal>>;

let folder: string;
let database: TestDatabase;
let store: PgStore;
let temporal: TemporalServer;
let worker: RunningWorker;
const stuck: string[] = [];

beforeAll(async () => {
  installQuietRuntime();
  folder = await mkdtemp(join(tmpdir(), "throughline-worker-"));
  [database, temporal] = await Promise.all([
    createTestDatabase(),
    startTemporal({ dataDir: join(folder, "temporal") }),
  ]);
  store = createPgStore({ sql: database.sql, url: database.url });
  worker = await newWorker();
}, 120_000);
afterAll(async () => {
  await worker?.drain();
  await store?.close();
  await database?.drop();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

function newWorker(): Promise<RunningWorker> {
  const config = readConfig({
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    SMTP_URL: "smtp://127.0.0.1:1",
    MAIL_FROM: "hello@example.org",
    PUBLIC_URL: "http://127.0.0.1:4400",
    THROUGHLINE_SECRET_KEY: "ab".repeat(32),
    HEALTH_PORT: "0",
  });
  return startWorker(config, pino({ level: process.env["TEST_LOG_LEVEL"] ?? "silent" }), (reason) =>
    stuck.push(reason),
  );
}

/** Sets a field of the profile, then waits for the order. */
const journey = (key: string, type = "order.placed"): Plan =>
  chain(key, [
    runs("mark", "set-profile-field", {
      quick: true,
      config: { fields: [{ name: "segment", value: "large" }] },
      ports: ["next"],
    }),
    waits("order", type),
  ]);

async function publish(plan: Plan): Promise<void> {
  const { flow } = plan;
  await database.sql`insert into flow (key, name, draft, updated_by) values (${flow}, ${flow}, '{}', 'ann')`;
  const answer = await store.transact(publishFlow, {
    flow,
    revision: 1,
    plan,
    planHash: "hash",
    document: {},
    by: "ann",
  });
  expect(answer).toMatchObject({ kind: "published" });
}

let ids = 0;
async function say(type: string, subject: string, data: Json = {}): Promise<void> {
  ids += 1;
  await store.accept([{ events: [{ id: `${ids}`, source: "shop", type, subject, data }] }]);
}

const rowsOf = (flow: string) => database.sql<
  { id: string; subject: string; state: string; outcome: string | null }[]
>`
  select id, subject, state, outcome from run where flow = ${flow} order by subject`;
const untilRuns = (flow: string, want: readonly object[]) =>
  expect.poll(() => rowsOf(flow), { timeout: 30_000 }).toMatchObject(want);

describe("a worker", () => {
  it("becomes ready by itself", { timeout: 60_000 }, async () => {
    await expect.poll(() => worker.reasons(), { timeout: 60_000 }).toEqual([]);
  });

  it("takes an event to its run and the run to its end", { timeout: 60_000 }, async () => {
    await publish(journey("whole-way"));
    await say("begin", "c1");
    await untilRuns("whole-way", [{ subject: "c1", state: "open" }]);
    await say("order.placed", "c1");
    await untilRuns("whole-way", [{ subject: "c1", state: "closed", outcome: "done" }]);
    const [profile] = await database.sql`select attributes from profile where subject = 'c1'`;
    expect(profile?.["attributes"]).toEqual({ segment: "large" });
    await expect
      .poll(
        () =>
          database.sql`select node, state, port from visit where flow = 'whole-way' and node <> 'start' order by started_at, node desc`,
        { timeout: 10_000 },
      )
      .toMatchObject([
        { node: "mark", state: "left" },
        { node: "order", state: "left", port: "came" },
        { node: "end", state: "left" },
      ]);
  });

  it("says on /readyz that it works, and in numbers what waits", async () => {
    const ready = await fetch(`http://127.0.0.1:${worker.healthPort}/readyz`);
    expect(await ready.json()).toEqual({ ready: true, reasons: [] });
    const metrics = await (await fetch(`http://127.0.0.1:${worker.healthPort}/metrics`)).text();
    expect(metrics).toMatch(/^throughline_pending_events \d+$/m);
  });

  it("leaves a wait by its timeout when no event came", { timeout: 60_000 }, async () => {
    await publish(
      chain("timed-out", [waits("order", "never.placed", { timeout: { kind: "after", ms: 300 } })]),
    );
    await say("begin", "c5");
    await untilRuns("timed-out", [{ state: "closed", outcome: "done" }]);
    const port = () => database.sql`select port from visit where flow = 'timed-out' and node = 'order'`;
    await expect.poll(port, { timeout: 10_000 }).toEqual([{ port: "timeout" }]);
  });

  it(
    "closes the row of a run that was cancelled or terminated in the Temporal UI",
    { timeout: 60_000 },
    async () => {
      await publish(journey("ended-outside", "outside.order"));
      await say("begin", "c6");
      await say("begin", "c7");
      await untilRuns("ended-outside", [{ state: "open" }, { state: "open" }]);
      const connection = await NativeConnection.connect({ address: temporal.address });
      const { workflow } = new Client({ connection });
      const [cancelled, terminated] = await rowsOf("ended-outside");
      await workflow.getHandle(cancelled?.id ?? "").cancel();
      await workflow.getHandle(terminated?.id ?? "").terminate();
      await untilRuns("ended-outside", [{ state: "closed", outcome: "cancelled" }, { state: "lost" }]);
      await connection.close();
    },
  );

  it("comes back by itself after Postgres dropped every connection", { timeout: 60_000 }, async () => {
    await publish(journey("pg-lost", "pg.order"));
    await say("begin", "c2");
    await untilRuns("pg-lost", [{ state: "open" }]);
    await database.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await expect
      .poll(
        () =>
          say("pg.order", "c2").then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
    await untilRuns("pg-lost", [{ state: "closed", outcome: "done" }]);
  });

  it("delivers what was accepted while Temporal was down", { timeout: 120_000 }, async () => {
    await publish(journey("temporal-lost", "late.order"));
    await say("begin", "c3");
    await untilRuns("temporal-lost", [{ state: "open" }]);
    const port = Number(temporal.address.split(":").at(-1));
    await temporal.kill();
    await say("late.order", "c3");
    await say("begin", "c4");
    await expect.poll(() => worker.reasons().join(), { timeout: 30_000 }).toContain("Temporal");
    temporal = await startTemporal({ dataDir: join(folder, "temporal"), port });
    await untilRuns("temporal-lost", [
      { subject: "c3", state: "closed", outcome: "done" },
      { subject: "c4", state: "open" },
    ]);
    await expect.poll(() => worker.reasons(), { timeout: 30_000 }).toEqual([]);
    expect(stuck).toEqual([]);
  });

  it(
    "refuses to work while live flows need a node type it lacks, and names it",
    { timeout: 60_000 },
    async () => {
      await publish(chain("unknown-type", [runs("one", "send-pigeon", { typeVersion: 7 })]));
      const second = await newWorker();
      await expect
        .poll(() => second.reasons().join(), { timeout: 30_000 })
        .toContain("send-pigeon@7 (0 open runs)");
      await expect.poll(() => worker.reasons().join(), { timeout: 30_000 }).toContain("send-pigeon@7");
      await store.transact(unpublishFlow, { flow: "unknown-type", by: "ann" });
      await expect.poll(() => worker.reasons(), { timeout: 30_000 }).toEqual([]);
      await expect.poll(() => second.reasons(), { timeout: 30_000 }).toEqual([]);
      await second.drain();
      expect(stuck).toEqual([]);
    },
  );
});
