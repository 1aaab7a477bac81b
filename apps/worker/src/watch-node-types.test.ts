import { publishFlow, unpublishFlow } from "@throughline/protocol";
import { createPgStore } from "@throughline/db";
import type { PgStore } from "@throughline/db";
import { createTestDatabase } from "@throughline/db/testing";
import type { TestDatabase } from "@throughline/db/testing";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReadiness } from "@throughline/operations";
import { chain, runs } from "./testing/plans.ts";
import { watchNodeTypes } from "./watch-node-types.ts";

const log = pino({ level: "silent" });
let database: TestDatabase;
let store: PgStore;
beforeAll(async () => {
  database = await createTestDatabase();
  store = createPgStore({ sql: database.sql, url: database.url });
}, 60_000);
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

describe("watchNodeTypes()", () => {
  it("sees a version that needs a type this worker lacks, whenever it is published, and its end", async () => {
    const readiness = createReadiness({ dependencies: [], onStuck: () => undefined });
    readiness.hold("starting", null);
    const nodes = { get: (type: string) => (type === "send-pigeon" ? undefined : {}) };
    const stop = new AbortController();
    const options = { sql: database.sql, nodes, readiness, log, signal: stop.signal, everyMs: 20 };
    const watch = watchNodeTypes(options);
    expect(readiness.reasons()).toEqual([]);

    const plan = chain("pigeons", [runs("one", "send-pigeon", { typeVersion: 7 })]);
    await database.sql`insert into flow (key, name, draft, updated_by) values ('pigeons', 'Pigeons', '{}', 'ann')`;
    await store.transact(publishFlow, {
      flow: "pigeons",
      revision: 1,
      plan,
      planHash: "h",
      document: {},
      by: "ann",
    });
    await expect.poll(() => readiness.reasons().join(), { timeout: 10_000 }).toContain("send-pigeon@7");
    expect(readiness.isWorking()).toBe(true);

    await store.transact(unpublishFlow, { flow: "pigeons", by: "ann" });
    await expect.poll(() => readiness.reasons(), { timeout: 10_000 }).toEqual([]);
    stop.abort();
    await watch;
    readiness.close();
  });

  it("ends at once when it is stopped before", async () => {
    const stop = new AbortController();
    stop.abort(new Error("the worker is stopping"));
    const nodes = { get: () => ({}) };
    const readiness = { limit: () => undefined };
    await watchNodeTypes({ sql: database.sql, nodes, readiness, log, signal: stop.signal });
  });
});
