// One event that a great many runs wait for, and batches of which each event wakes many.
import { randomBytes } from "node:crypto";
import { createConnection, createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import type { FlowEvent } from "@throughline/flow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  LIMITS,
  brokenRules,
  cart,
  deliverAll,
  event,
  lease,
  matchAll,
  openWorld,
  order,
  runsOf,
  send,
} from "./test-world.ts";

const world = openWorld();

/** Open runs that wait for the order of this cart: one is matched and delivered, the others are its copies. */
async function openRuns(cartId: string, count: number, entryBytes = 0): Promise<void> {
  const entry = { cartId, total: 10, note: noise(entryBytes) };
  await send(world.store, event("cart.updated", `${cartId}-0`, entry));
  await matchAll(world.store);
  await deliverAll(world.store);
  const [first = ""] = await runsOf(world, `${cartId}-0`);
  const copies = (id: string) => `generate_series(1, ${count - 1}) as copy (nr) where ${id} = '${first}'`;
  await world.database.sql
    .unsafe(`
    insert into run select (jsonb_populate_record(run, jsonb_build_object(
        'id', id || '-' || nr, 'subject', '${cartId}-' || nr, 'entry_seq', -1000000 * entry_seq - nr))).*
      from run, ${copies("id")};
    insert into wait select (jsonb_populate_record(wait, jsonb_build_object('run', run || '-' || nr))).* from wait, ${copies("run")};
    insert into delivery select (jsonb_populate_record(delivery, jsonb_build_object('run', run || '-' || nr))).* from delivery, ${copies("run")};
    insert into entry select (jsonb_populate_record(entry, jsonb_build_object('subject', '${cartId}-' || nr, 'active_run', active_run || '-' || nr))).*
      from entry, ${copies("active_run")};`)
    .simple();
}

/** Text of so many bytes that do not compress. */
const noise = (bytes: number): string => randomBytes((bytes * 3) / 4).toString("base64");

const wideOrder = (cartId: string, bytes: number): FlowEvent =>
  event("order.placed", undefined, { cartId, note: noise(bytes) });

async function wokenRuns(cartId: string): Promise<number> {
  const [row] = await world.database.sql<{ count: number }[]>`
    select count(distinct run)::int as count from delivery join run on run.id = delivery.run
    where kind = 'event' and run.subject like ${`${cartId}-%`}`;
  return row?.count ?? 0;
}

describe("an event that many runs wait for", () => {
  it("wakes 20,000 runs at once, in bounded memory", async () => {
    await openRuns("all", 20_000, 9_500);
    await send(world.store, wideOrder("all", 9_500), cart("other"));
    const peakBefore = process.resourceUsage().maxRSS;
    const at = performance.now();
    await matchAll(world.store);
    const tookMs = performance.now() - at;
    const grownMb = (process.resourceUsage().maxRSS - peakBefore) / 1024;
    process.stdout.write(
      `20,000 runs woken in ${Math.round(tookMs)} ms, peak memory + ${Math.round(grownMb)} MB\n`,
    );
    expect(await wokenRuns("all")).toBe(20_000);
    expect(await runsOf(world, "other")).toHaveLength(1);
    expect(await world.database.sql`select 1 from dead_letter`).toHaveLength(0);
    expect(await brokenRules(world)).toEqual({});
    expect(grownMb).toBeLessThan(250);
  }, 120_000);

  it("is in each run's delivery as if it had been written for it alone", async () => {
    const data = {
      cartId: "same",
      "ü\u2028": [1e21, -0, 0.1, null, true, ""],
      z: { a: "\ud83d\ude00", event: {} },
    };
    await openRuns("same", 3);
    const sent = { ...event("order.placed", "ada", data), time: "2026-01-02T03:04:05.678Z" };
    const [ref] = await send(world.store, sent);
    await matchAll(world.store);
    const [row] = await world.database.sql<{ no: number; receivedAt: number }[]>`
      select no, floor(extract(epoch from received_at) * 1000)::float8 as "receivedAt" from event where seq = ${ref?.seq ?? 0}`;
    const receivedAt = new Date(row?.receivedAt ?? 0).toISOString();
    const payload = {
      kind: "event",
      wait: "ordered.1",
      port: "ordered",
      event: { ...sent, seq: ref?.seq, no: row?.no, receivedAt },
    };
    const found = await world.database.sql<{ same: boolean }[]>`
      select payload::text = ${JSON.stringify(payload)}::text::jsonb::text as same from delivery where kind = 'event'`;
    expect(found).toEqual([{ same: true }, { same: true }, { same: true }]);
  });

  it("is set aside whole when it meets more waits than memory should hold, and the rest go on", async () => {
    await openRuns("crowd", 300);
    const store = world.another({ matchSizes: { writtenBytes: 1_000_000, waits: 200 } });
    await send(store, cart("before"), order("crowd"), cart("after"));
    await matchAll(store);
    expect(await world.database.sql`select reason from dead_letter`).toEqual([
      { reason: "it meets 300 open waits, and at most 200 are judged in one transaction" },
    ]);
    expect(await wokenRuns("crowd")).toBe(0);
    expect([await runsOf(world, "before"), await runsOf(world, "after")].flat()).toHaveLength(2);
    expect(await brokenRules(world)).toEqual({});
  });

  it("is set aside whole when it cannot be written in time, and the reason says how many it would have woken", async () => {
    await openRuns("slow", 3_000);
    await world.database.sql
      .unsafe(`
      create function write_slowly() returns trigger language plpgsql as $$
      begin if new.kind = 'event' then perform pg_sleep(0.001); end if; return new; end $$;
      create trigger write_slowly before insert on delivery for each row execute function write_slowly()`)
      .simple();
    const store = world.another({ matchTimeouts: { batchMs: 1_000, aloneMs: 1_500 } });
    await send(store, order("slow"), cart("other"));
    await matchAll(store);
    expect(await world.database.sql`select reason from dead_letter`).toEqual([
      { reason: "what it wakes and starts could not be written in 1500 ms: it would have woken 3000 runs" },
    ]);
    expect(await wokenRuns("slow")).toBe(0);
    expect(await runsOf(world, "other")).toHaveLength(1);
    expect(await brokenRules(world)).toEqual({});
  }, 60_000);
});

describe("a batch that makes Postgres write more than one transaction should", () => {
  it("is divided at the event that is too much, in order", async () => {
    for (const id of ["a", "b", "c"]) await openRuns(id, 50);
    const store = world.another({ matchSizes: { writtenBytes: 120_000, waits: 1_000 } });
    await send(store, ...["a", "b", "c"].map((id) => wideOrder(id, 1_000)));
    const holder = await lease(store);
    const reports = [];
    for (let i = 0; i < 3; i += 1) reports.push(await store.matchBatch({ lease: holder, limits: LIMITS }));
    expect(reports).toMatchObject([
      { events: 1, deliveries: 50, more: true },
      { events: 1, deliveries: 50, more: true },
      { events: 1, deliveries: 50, more: false },
    ]);
    expect(await brokenRules(world)).toEqual({});
  });
});

describe("an attempt", () => {
  it("lets its session think for as long as it may take itself", async () => {
    await world.database.sql
      .unsafe(`
      create function tell_limit() returns trigger language plpgsql as $$
      begin raise exception '%', current_setting('idle_in_transaction_session_timeout') using errcode = '22000'; end $$;
      create trigger tell_limit before insert on run for each row execute function tell_limit()`)
      .simple();
    const store = world.another({ matchTimeouts: { batchMs: 17_000, aloneMs: 60_000 } });
    await send(store, cart("asks"));
    await matchAll(store);
    expect(await world.database.sql`select reason from dead_letter`).toEqual([{ reason: "17s" }]);
  });
});

describe("a connection that breaks while a batch is written", () => {
  const CUT = "cut the connection";
  let proxy: Server | undefined;
  afterEach(() => {
    proxy?.close();
  });

  /** The address of a network that breaks when Postgres says so, at most so many times. */
  async function breakable(times: number): Promise<string> {
    const target = new URL(world.database.url);
    let left = times;
    const server = createServer((client) => {
      const upstream = createConnection(Number(target.port), target.hostname);
      const end = () => {
        client.destroy();
        upstream.destroy();
      };
      client.on("error", end).on("close", end).pipe(upstream);
      upstream.on("error", end).on("close", end);
      upstream.on("data", (data) => {
        if (left > 0 && data.includes(CUT)) {
          left -= 1;
          end();
        } else client.write(data);
      });
    });
    proxy = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = new URL(world.database.url);
    url.hostname = "127.0.0.1";
    url.port = String((server.address() as AddressInfo).port); // listening on a port, so it is one
    return url.toString();
  }

  beforeEach(() =>
    world.database.sql
      .unsafe(`
      create function cut() returns trigger language plpgsql as $$
      begin if new.subject = 'deadly' then raise notice '${CUT}'; end if; return new; end $$;
      create trigger cut before insert on run for each row execute function cut()`)
      .simple(),
  );

  const around = (): FlowEvent[] => [
    ...Array.from({ length: 10 }, (_, i) => cart(`before-${i}`)),
    cart("deadly"),
    ...Array.from({ length: 10 }, (_, i) => cart(`after-${i}`)),
  ];

  it("is divided, and set aside is the event with which it always breaks", async () => {
    const store = world.another({ url: await breakable(Number.POSITIVE_INFINITY) });
    await send(store, ...around());
    await matchAll(store);
    expect(await world.database.sql`select event ->> 'subject' as subject, reason from dead_letter`).toEqual([
      { subject: "deadly", reason: "the connection to Postgres broke 3 times while it was matched" },
    ]);
    expect(await world.database.sql`select count(*)::int as runs from run`).toEqual([{ runs: 20 }]);
    expect(await brokenRules(world)).toEqual({});
  }, 60_000);

  it("is matched whole when the network only broke now and then", async () => {
    const store = world.another({ url: await breakable(2) });
    await send(store, cart("deadly"));
    await matchAll(store);
    expect(await runsOf(world, "deadly")).toHaveLength(1);
    expect(await world.database.sql`select 1 from dead_letter`).toHaveLength(0);
  }, 60_000);
});
