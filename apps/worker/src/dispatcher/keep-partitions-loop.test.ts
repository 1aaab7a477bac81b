import { createPgStore } from "@throughline/db";
import { createTestDatabase } from "@throughline/db/testing";
import type { TestDatabase } from "@throughline/db/testing";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startKeepingPartitions } from "./keep-partitions-loop.ts";

const DAY_MS = 86_400_000;
const log = pino({ level: "silent" });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database?.drop());

const partitions = async () =>
  (
    await database.sql<{ name: string }[]>`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event'::regclass`
  ).map(({ name }) => name);
const setNewest = (seq: number) => database.sql`select setval('event_seq', ${seq})`;

describe("startKeepingPartitions()", () => {
  it("makes room as events come and drops those past their retention, in whichever process", async () => {
    const store = createPgStore({ sql: database.sql, url: database.url });
    await store.accept([{ events: [{ id: "1", source: "shop", type: "seen", subject: "c1", data: {} }] }]);
    await store.close();
    await database.sql`delete from pending`;
    await setNewest(7_000_000);
    const options = { sql: database.sql, retentionMs: 90 * DAY_MS, log, everyMs: 20 };
    const keepers = [startKeepingPartitions(options), startKeepingPartitions(options)];
    await expect.poll(partitions, { timeout: 10_000 }).toContain("event_from_10000000");
    expect(await partitions()).toContain("event_p0");
    await setNewest(12_000_000);
    await expect.poll(partitions, { timeout: 10_000 }).toContain("event_from_15000000");
    await database.sql`update event set received_at = now() - interval '91 days'`;
    await expect.poll(partitions, { timeout: 10_000 }).not.toContain("event_p0");
    await Promise.all(keepers.map((keeper) => keeper.close()));
  });

  it("closes while it waits for the next hour", async () => {
    await startKeepingPartitions({ sql: database.sql, retentionMs: DAY_MS, log }).close();
  });
});
