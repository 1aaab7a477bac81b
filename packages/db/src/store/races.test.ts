// What only a real database can show: overlapping transactions, late commits, takeovers.
import { closeRun, decideTask, expireWait, openTask, openWait, taskId } from "@throughline/protocol";
import type { FlowEvent } from "@throughline/flow";
import type { MatchReport } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import {
  CLAIM,
  LIMITS,
  brokenRules,
  cart,
  cartPlan,
  deliverAll,
  event,
  lease,
  matchAll,
  openWorld,
  order,
  publishPlan,
  runsOf,
  send,
} from "./test-world.ts";

const world = openWorld();

/** Polls the database until the query finds a row. */
async function until(find: () => Promise<readonly unknown[]>): Promise<void> {
  while ((await find()).length === 0) await new Promise((resolve) => setImmediate(resolve));
}

const isWaitingForLock = (application: string) => () =>
  world.database
    .sql`select 1 from pg_stat_activity where application_name = ${application} and wait_event_type = 'Lock' and datname = current_database()`;

describe("intake", () => {
  it("takes overlapping groups in different order without a deadlock, each event once", async () => {
    const events = Array.from({ length: 300 }, (_, i) => event("noise", `s${i}`, { i }, `overlap-${i}`));
    const groups = [
      events,
      events.toReversed(),
      events.slice(100),
      events.slice(0, 200).toReversed(),
      [...events.slice(150), ...events.slice(0, 150)],
    ];
    const answers = await Promise.all(groups.map((group) => send(world.store, ...group)));
    const refs = answers.flat();
    expect(refs.filter((ref) => !ref.duplicate)).toHaveLength(300);
    expect(new Set(refs.map((ref) => `${ref.id} ${ref.seq}`)).size).toBe(300);
    expect(await brokenRules(world)).toEqual({});
  });
});

describe("the matcher", () => {
  it("matches an event whose number becomes visible late, and a look-back still finds it", async () => {
    const { sql } = world.database;
    await send(world.store, cart("late"));
    await matchAll(world.store);
    const slow = await sql.reserve();
    await slow`begin`;
    await slow`
      with drawn as (select nextval('event_seq') as seq), stored as (
        insert into event (seq, source, id, type, data) select seq, 'shop', 'late-order', 'order.placed', '{"cartId": "late"}' from drawn
      ), known as (insert into identity (hash, seq) select decode(md5('late-order'), 'hex'), seq from drawn)
      insert into pending (seq, bytes, received_at) select seq, 10, clock_timestamp() from drawn`;
    const [fast] = await send(world.store, order("somebody else"));
    await matchAll(world.store);
    await slow`commit`;
    slow.release();
    await matchAll(world.store);
    const [late] = await sql<
      { seq: number; no: number }[]
    >`select seq, no from event where id = 'late-order'`;
    const [first] = await sql<{ no: number }[]>`select no from event where seq = ${fast?.seq ?? 0}`;
    expect(late?.seq).toBeLessThan(fast?.seq ?? 0);
    expect(late?.no).toBeGreaterThan(first?.no ?? Infinity);
    const [run = ""] = await runsOf(world, "late");
    expect(await sql`select n, kind from delivery where run = ${run} order by n`).toEqual([
      { n: 0, kind: "start" },
      { n: 1, kind: "event" },
    ]);
    await deliverAll(world.store);
    const row = {
      i: 0,
      type: "order.placed",
      keyExpression: "event.data.cartId",
      key: "late",
      bindings: {},
      port: "ordered",
    };
    await world.store.transact(openWait, { run, step: "back.1", since: { no: first?.no ?? 0 }, rows: [row] });
    expect((await deliverAll(world.store))[0]?.deliveries).toMatchObject([
      { n: 2, payload: { kind: "event", wait: "back.1" } },
    ]);
    expect(await brokenRules(world)).toEqual({});
  });

  it("ends a frozen holder that still reads before another one matches", async () => {
    const { sql } = world.database;
    const other = world.another();
    await send(world.store, cart("frozen"));
    await matchAll(world.store);
    await send(world.store, order("frozen"));
    const old = await lease(world.store, "m1");
    // The run's row is held by somebody, so the first matcher stops in the middle of its batch with the match lock in its hands.
    const blocker = await sql.reserve();
    await blocker`begin`;
    await blocker`select 1 from run for update`;
    const frozen = world.store.matchBatch({ lease: old, limits: LIMITS });
    await until(isWaitingForLock("throughline-matcher public"));
    expect(await other.takeLease({ holder: "m2", ttlMs: 60_000 })).toBeNull();
    await sql`update matcher set until = clock_timestamp() - interval '1 second'`;
    const taken = await other.takeLease({ holder: "m2", ttlMs: 60_000 });
    expect(taken).toEqual({ holder: "m2", epoch: old.epoch + 1 });
    expect(await frozen).toEqual({ kind: "lost" });
    await blocker`commit`;
    blocker.release();
    expect(await world.store.matchBatch({ lease: old, limits: LIMITS })).toEqual({ kind: "lost" });
    expect(await other.matchBatch({ lease: taken ?? old, limits: LIMITS })).toMatchObject({
      kind: "matched",
      events: 1,
      deliveries: 1,
    });
    expect(await brokenRules(world)).toEqual({});
  });

  it("gives each event exactly one version while versions are published in a burst", async () => {
    const { sql } = world.database;
    const holder = await lease(world.store);
    let isSending = true;
    const matching = (async () => {
      for (;;) {
        const report: MatchReport = await world.store.matchBatch({
          lease: holder,
          limits: { events: 7, bytes: 1_000_000 },
        });
        if (!isSending && report.kind === "matched" && !report.more) return;
      }
    })();
    const publishing = (async () => {
      for (let version = 2; version <= 8; version += 1) await publishPlan(world, cartPlan({ version }));
    })();
    for (let i = 0; i < 40; i += 1)
      await send(world.store, ...Array.from({ length: 5 }, (_, j) => cart(`burst-${i}-${j}`)));
    await publishing;
    isSending = false;
    await matching;
    const wrong = await sql`
      select event.seq from event left join run on run.entry_seq = event.seq
      left join flow_version as live on live.routing_from <= event.routing and (live.routing_to is null or event.routing < live.routing_to)
      where run.version is distinct from live.version`;
    expect(wrong).toEqual([]);
    expect(await sql`select count(*)::int as runs from run`).toEqual([{ runs: 200 }]);
    expect(await brokenRules(world)).toEqual({});
  }, 60_000);

  it("sets aside the one event that cannot be written, and the rest go on", async () => {
    const { sql } = world.database;
    await sql
      .unsafe(`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin if new.subject = 'poison' then raise exception 'cannot store this one' using errcode = '22000'; end if; return new; end $$;
      create trigger refuse_poison before insert on run for each row execute function refuse_poison()`)
      .simple();
    await send(
      world.store,
      ...Array.from({ length: 20 }, (_, i) => cart(`before-${i}`)),
      cart("poison"),
      ...Array.from({ length: 20 }, (_, i) => cart(`after-${i}`)),
    );
    await matchAll(world.store);
    expect(await sql`select event ->> 'subject' as subject, kind, reason from dead_letter`).toEqual([
      { subject: "poison", kind: "event", reason: "cannot store this one" },
    ]);
    expect(await sql`select count(*)::int as runs from run`).toEqual([{ runs: 40 }]);
    expect(await sql`select 1 from pending`).toHaveLength(0);
    expect(await brokenRules(world)).toEqual({});
  });
});

describe("a batch that runs into a time limit", () => {
  /** Writing a run of this subject takes as long as `slow` says; a database cannot be made slow otherwise. */
  async function makeSlow(seconds: number): Promise<void> {
    await world.database.sql
      .unsafe(`
      create or replace function write_slowly() returns trigger language plpgsql as $$
      begin if new.subject = 'slow' then perform pg_sleep(${seconds}); end if; return new; end $$;
      create or replace trigger write_slowly before insert on run for each row execute function write_slowly()`)
      .simple();
  }
  const around = (): FlowEvent[] => [
    ...Array.from({ length: 20 }, (_, i) => cart(`before-${i}`)),
    cart("slow"),
    ...Array.from({ length: 20 }, (_, i) => cart(`after-${i}`)),
  ];

  it("is divided; an event that needs more time than all of them gets it", async () => {
    await makeSlow(0.6);
    const store = world.another({ matchTimeouts: { batchMs: 300, aloneMs: 30_000 } });
    await send(store, ...around());
    await matchAll(store);
    expect(await runsOf(world, "slow")).toHaveLength(1);
    expect(await world.database.sql`select 1 from dead_letter`).toHaveLength(0);
    expect(await brokenRules(world)).toEqual({});
  }, 60_000);

  it("sets aside an event that never fits, whole and with the reason, and the rest go on", async () => {
    const { sql } = world.database;
    await makeSlow(30);
    const store = world.another({ matchTimeouts: { batchMs: 300, aloneMs: 600 } });
    await send(store, ...around());
    await matchAll(store);
    expect(await sql`select event ->> 'subject' as subject, reason from dead_letter`).toEqual([
      { subject: "slow", reason: "what it wakes and starts could not be written in 600 ms" },
    ]);
    expect(await sql`select count(*)::int as runs from run`).toEqual([{ runs: 40 }]);
    expect(await brokenRules(world)).toEqual({});
    await makeSlow(0);
    expect(await store.retryDeadLetter({ id: "1" })).toEqual({ kind: "retried" });
    await matchAll(store);
    expect(await runsOf(world, "slow")).toHaveLength(1);
  }, 60_000);

  it("keeps the lease while it is divided", async () => {
    await makeSlow(30);
    const store = world.another({ matchTimeouts: { batchMs: 300, aloneMs: 600 } });
    await send(store, ...around());
    const taken = await store.takeLease({ holder: "m1", ttlMs: 500 });
    if (taken === null) throw new Error("the lease is held");
    expect(await store.matchBatch({ lease: taken, limits: LIMITS })).toMatchObject({ kind: "matched" });
    expect(await world.another().takeLease({ holder: "m2", ttlMs: 500 })).toBeNull();
  }, 60_000);

  it("is no reason to set anything aside when somebody else holds a row", async () => {
    const { sql } = world.database;
    await send(world.store, cart("held"));
    await matchAll(world.store);
    const store = world.another({ matchTimeouts: { batchMs: 3_000, aloneMs: 6_000 } });
    await send(store, cart("held"));
    await sql.begin(async (tx) => {
      await tx`select 1 from entry where subject = 'held' for update`;
      await expect(matchAll(store)).rejects.toThrow(/lock timeout/);
    });
    await matchAll(store);
    expect(await sql`select 1 from dead_letter`).toHaveLength(0);
    expect(await sql`select 1 from pending`).toHaveLength(0);
  }, 60_000);
});

describe("deliverers", () => {
  it("claim each run once, however many claim at once", async () => {
    await send(world.store, ...Array.from({ length: 100 }, (_, i) => cart(`claim-${i}`)));
    await matchAll(world.store);
    const stores = [world.store, world.another(), world.another()];
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        (stores[i % 3] ?? world.store).claimRuns({ holder: `d${i}`, ...CLAIM, runs: 10 }),
      ),
    );
    const runs = claims.flat().map((claimed) => claimed.run);
    expect(new Set(runs).size).toBe(runs.length);
    expect(runs.length + (await world.store.claimRuns({ holder: "last", ...CLAIM })).length).toBe(100);
  });

  it("pass on a run whose claim ran out, and the old one can settle nothing", async () => {
    await send(world.store, cart("slow"));
    await matchAll(world.store);
    const [old] = await world.store.claimRuns({ holder: "d1", ...CLAIM });
    await world.database.sql`update outbox set claimed_until = clock_timestamp() - interval '1 second'`;
    const [next] = await world.store.claimRuns({ holder: "d2", ...CLAIM });
    const run = old?.run ?? "";
    await world.store.settle({ claim: old?.claim ?? "", settlements: [{ run, n: 0, as: "sent" }] });
    await world.store.giveBack({ claim: old?.claim ?? "", run, retryInMs: 0, error: "late" });
    expect(await world.store.readRun({ run })).toMatchObject({ state: "starting" });
    await world.store.settle({ claim: next?.claim ?? "", settlements: [{ run, n: 0, as: "sent" }] });
    expect(await world.store.readRun({ run })).toMatchObject({ state: "open" });
  });
});

describe("two things at once", () => {
  it("a decision or the close: one wins, and the other is told", async () => {
    const content = { queue: "q", title: "t", body: "b", form: {}, decisions: [], dueAt: null, escalate: [] };
    await send(world.store, ...Array.from({ length: 40 }, (_, i) => cart(`both-${i}`)));
    await matchAll(world.store);
    const runs = (await deliverAll(world.store)).map((claimed) => claimed.run);
    await Promise.all(
      runs.map((run) => world.store.transact(openTask, { run, step: "ask.1", node: "ask", content })),
    );
    const verdicts = await Promise.all(
      runs.map(async (run, i) => {
        const decide = () =>
          world.store.transact(decideTask, {
            task: taskId(run, "ask.1"),
            decision: "yes",
            values: {},
            by: "agent",
          });
        const close = () => world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
        const [decided, closed] =
          i % 2 === 0
            ? await Promise.all([decide(), close()])
            : (await Promise.all([close(), decide()])).toReversed();
        return `${decided?.kind} ${closed?.kind}`;
      }),
    );
    expect(
      verdicts.filter((verdict) => verdict !== "decided behind" && verdict !== "too-late closed"),
    ).toEqual([]);
    await deliverAll(world.store);
    expect(await brokenRules(world)).toEqual({});
  });

  it("an order or the timeout: the run hears of exactly one", async () => {
    const subjects = Array.from({ length: 40 }, (_, i) => `race-${i}`);
    await send(world.store, ...subjects.map((subject) => cart(subject)));
    await matchAll(world.store);
    const runs = (await deliverAll(world.store)).map((claimed) => claimed.run);
    const deadline = Date.now() - 60_000;
    await send(world.store, ...subjects.map((subject) => order(subject)));
    const [, ...answers] = await Promise.all([
      matchAll(world.store),
      ...runs.map((run) => world.store.transact(expireWait, { run, step: "ordered.1", deadline })),
    ]);
    const heard = await world.database.sql<
      { run: string; n: number }[]
    >`select id as run, next_n - 1 as n from run`;
    for (const [i, run] of runs.entries()) {
      const n = heard.find((row) => row.run === run)?.n;
      expect(answers[i]).toEqual({ kind: "answer", answer: n === 1 ? "matched" : "expired" });
    }
    await deliverAll(world.store);
    expect(await brokenRules(world)).toEqual({});
  });
});
