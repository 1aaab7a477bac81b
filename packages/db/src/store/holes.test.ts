// Known holes that live in SQL: each shut by the statement of the store, and open again with the statement that had it.
import type { FlowEvent } from "@throughline/flow";
import { identityHash, openWait } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import type { Sql } from "../connect.ts";
import {
  brokenRules,
  cart,
  deliverAll,
  event,
  matchAll,
  openWorld,
  order,
  runsOf,
  send,
} from "./test-world.ts";

const world = openWorld();

/** Noise in order of its hashes. */
const byHash: readonly FlowEvent[] = ["a", "b", "c", "d", "e"]
  .map((id) => event("noise", "ada", {}, `hash-${id}`))
  .toSorted((a, b) => (identityHash(a) < identityHash(b) ? -1 : 1));

describe("intake deadlock of two flushes", () => {
  const [first, , middle, , last] = byHash;

  /** Two flushes in opposite order stop at the same identity in the middle, which a third one holds and then lets go. */
  async function flushAcross(
    flush: (events: readonly FlowEvent[]) => Promise<unknown>,
  ): Promise<readonly string[]> {
    const { sql } = world.database;
    const events = [first, middle, last].flatMap((one) => one ?? []);
    const holder = await sql.reserve();
    await holder`begin`;
    await holder`insert into identity (hash, seq) values (decode(${identityHash(middle ?? cart("x"))}, 'hex'), 0)`;
    const flushes = [flush(events), flush(events.toReversed())].map((one) =>
      one.then(
        () => "done",
        (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
      ),
    );
    await until(
      async () =>
        (
          await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        ).length === 2,
    );
    await holder`rollback`;
    holder.release();
    return Promise.all(flushes);
  }

  it("is impossible: identities go in sorted by hash", async () => {
    expect(await flushAcross((events) => send(world.store, ...events))).toEqual(["done", "done"]);
    expect(await brokenRules(world)).toEqual({});
  });

  it("comes back with identities in order of arrival", async () => {
    const answers = await flushAcross((events) => insertInOrderOfArrival(world.database.sql, events));
    expect(answers).toContain("40P01");
  });
});

async function insertInOrderOfArrival(sql: Sql, events: readonly FlowEvent[]): Promise<void> {
  await sql`
    insert into identity (hash, seq)
    select decode(hash, 'hex'), nextval('event_seq')
    from unnest(${events.map(identityHash)}::text[]) with ordinality as incoming (hash, at) order by at
    on conflict (hash) do nothing`;
}

describe("batch reversed by hash order", () => {
  it("is impossible: numbers are drawn before identities are sorted", async () => {
    const refs = await send(world.store, ...byHash.toReversed());
    const seqs = refs.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });

  it("comes back with numbers drawn while identities go in", async () => {
    const arrived = byHash.toReversed().map(identityHash);
    const rows = await world.database.sql<{ hash: string; seq: number }[]>`
      with sorted as (select hash from unnest(${arrived}::text[]) as incoming (hash) order by hash)
      insert into identity (hash, seq) select decode(hash, 'hex'), nextval('event_seq') from sorted
      on conflict (hash) do nothing
      returning encode(hash, 'hex') as hash, seq`;
    const seqs = arrived.map((hash) => rows.find((row) => row.hash === hash)?.seq ?? 0);
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
  });
});

describe("a late visible seq under a look-back", () => {
  /** An order whose number is drawn first and seen last: the wait looks back to behind the other one. */
  async function lookBack(): Promise<{
    readonly run: string;
    readonly fastSeq: number;
    readonly fastNo: number;
  }> {
    const { sql } = world.database;
    await send(world.store, cart("late"));
    await matchAll(world.store);
    await deliverAll(world.store);
    const slow = await sql.reserve();
    await slow`begin`;
    const [drawn] = await slow<{ seq: number }[]>`select nextval('event_seq') as seq`;
    const seq = drawn?.seq ?? 0;
    await slow`insert into event (seq, source, id, type, data) values (${seq}, 'shop', 'late-order', 'order.placed', '{"cartId": "late"}')`;
    await slow`insert into identity (hash, seq) values (decode(md5('late-order'), 'hex'), ${seq})`;
    await slow`insert into pending (seq, bytes, received_at) values (${seq}, 10, clock_timestamp())`;
    const [fast] = await send(world.store, order("somebody else"));
    await matchAll(world.store);
    await slow`commit`;
    slow.release();
    await matchAll(world.store);
    const fastSeq = fast?.seq ?? 0;
    const [row] = await sql<{ no: number }[]>`select no from event where seq = ${fastSeq}`;
    const [run = ""] = await runsOf(world, "late");
    return { run, fastSeq, fastNo: row?.no ?? 0 };
  }

  it("is found: match numbers are given in the order in which events are seen", async () => {
    const { run, fastNo } = await lookBack();
    await deliverAll(world.store);
    const row = {
      i: 0,
      type: "order.placed",
      keyExpression: "event.data.cartId",
      key: "late",
      bindings: {},
      port: "ordered",
    };
    await world.store.transact(openWait, { run, step: "back.1", since: { no: fastNo }, rows: [row] });
    const [claimed] = await deliverAll(world.store);
    expect(claimed?.deliveries).toMatchObject([{ payload: { kind: "event", wait: "back.1" } }]);
    expect(await brokenRules(world)).toEqual({});
  });

  it("is missed by a wait that compares seq", async () => {
    const { fastSeq } = await lookBack();
    const found = await world.database.sql`
      select seq from event_topic join event using (seq) where event.id = 'late-order' and seq > ${fastSeq}`;
    const there = await world.database.sql`
      select seq from event_topic join event using (seq) where event.id = 'late-order'`;
    expect([found.length, there.length]).toEqual([0, 1]);
  });
});

/** Asks the database until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
