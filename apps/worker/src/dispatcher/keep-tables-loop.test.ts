import { createPgStore } from "@throughline/db";
import { createTestDatabase } from "@throughline/db/testing";
import type { TestDatabase } from "@throughline/db/testing";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startKeepingTables } from "./keep-tables-loop.ts";

const DAY_MS = 86_400_000;
const retention = { eventRetentionMs: 90 * DAY_MS, auditRetentionMs: 400 * DAY_MS };
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

describe("startKeepingTables()", () => {
  it("makes room as events come and lets go of what is past its retention, in whichever process", async () => {
    const store = createPgStore({ sql: database.sql, url: database.url });
    await store.accept([{ events: [{ id: "1", source: "shop", type: "seen", subject: "c1", data: {} }] }]);
    await store.close();
    await database.sql`delete from pending`;
    await setNewest(7_000_000);
    const options = { sql: database.sql, ...retention, log, everyMs: 20 };
    const keepers = [startKeepingTables(options), startKeepingTables(options)];
    await expect.poll(partitions, { timeout: 10_000 }).toContain("event_from_10000000");
    expect(await partitions()).toContain("event_p0");
    await setNewest(12_000_000);
    await expect.poll(partitions, { timeout: 10_000 }).toContain("event_from_15000000");
    await database.sql`update event set received_at = now() - interval '91 days'`;
    await expect.poll(partitions, { timeout: 10_000 }).not.toContain("event_p0");
    await database.sql`
      insert into audit (at, actor, action, target)
      values (now() - interval '401 days', 'ann', 'putSecret', 'old'), (now(), 'ann', 'putSecret', 'new')`;
    const targets = () => database.sql`select target from audit`;
    await expect.poll(targets, { timeout: 10_000 }).toEqual([{ target: "new" }]);
    await Promise.all(keepers.map((keeper) => keeper.close()));
  });

  it("closes while it waits for the next hour", async () => {
    await startKeepingTables({ sql: database.sql, ...retention, log }).close();
  });
});
