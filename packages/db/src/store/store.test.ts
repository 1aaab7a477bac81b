import {
  closeRun,
  controlRun,
  loseRun,
  publishFlow,
  readProfile,
  refuseDelivery,
  refuseStart,
  storeTrail,
  unpublishFlow,
} from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import {
  CLAIM,
  cart,
  cartPlan,
  deliverAll,
  event,
  lease,
  matchAll,
  openWorld,
  order,
  publishPlan,
  runsIn,
  runsOf,
  send,
} from "./test-world.ts";

const world = openWorld("file");
const { openRun, columns } = runsIn(world);

describe("accept()", () => {
  it("numbers events in order of arrival, whatever the order of their hashes", async () => {
    const events = Array.from({ length: 200 }, (_, i) => event("noise", `s${i}`, { i }));
    const refs = await send(world.store, ...events);
    const seqs = refs.map((ref) => ref.seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(refs.every((ref) => !ref.duplicate)).toBe(true);
    await matchAll(world.store);
  });

  it("answers a repeat with the first event, inside a group and later", async () => {
    const one = event("noise", "twice", {}, "twice-1");
    const [first, second] = await world.store.accept([{ events: [one] }, { events: [one] }]);
    expect(first?.events[0]?.duplicate).toBe(false);
    expect(second?.events[0]).toEqual({ ...first?.events[0], duplicate: true });
    const [later] = await send(world.store, { ...one, data: { changed: true } });
    expect(later).toEqual(second?.events[0]);
    const rows = await world.database.sql`select data from event where id = 'twice-1'`;
    expect(rows).toEqual([{ data: {} }]);
  });

  it("stores nothing of a group that Postgres refuses", async () => {
    const good = event("noise", "fate", {}, "fate-good");
    const bad = { ...event("noise", "fate", {}, "fate-bad"), time: "not a time" };
    await expect(send(world.store, good, bad)).rejects.toThrow(/timestamp/);
    expect(await world.database.sql`select 1 from event where subject = 'fate'`).toHaveLength(0);
    expect((await send(world.store, good))[0]?.duplicate).toBe(false);
  });

  it("keeps any well-formed text and JSON as it came", async () => {
    const data = {
      text: 'quo"te \\ {}, null \u{1F600} é',
      list: [1, null, "NULL", { deep: [] }],
      __proto__: 1,
    };
    await send(world.store, {
      ...event("noise", 'a,"b" {c} \\ NULL', data, "odd"),
      time: "2026-11-24T10:00:00.5+01:00",
    });
    const [row] = await world.database.sql`select subject, data, time from event where id = 'odd'`;
    expect(row).toEqual({ subject: 'a,"b" {c} \\ NULL', data, time: new Date("2026-11-24T09:00:00.500Z") });
  });
});

describe("matchBatch()", () => {
  it("starts one run for an entry event and writes its wait with it", async () => {
    const run = await openRun("ann");
    expect(await columns(run)).toMatchObject({ state: "open", nextN: 1, waits: 1, outbox: 0 });
    expect(await world.store.readRun({ run })).toMatchObject({
      id: run,
      flow: "cart-recovery",
      subject: "ann",
      state: "open",
      nextN: 1,
    });
  });

  it("wakes the run whose wait the event meets, in the order of acceptance", async () => {
    await send(world.store, cart("bob"), order("bob"));
    await matchAll(world.store);
    const [claimed] = await deliverAll(world.store);
    expect(claimed?.deliveries.map(({ n, payload }) => [n, payload.kind])).toEqual([
      [0, "start"],
      [1, "event"],
    ]);
  });

  it("refuses a second entry while a run is active, and says which", async () => {
    const run = await openRun("cora");
    const [ref] = await send(world.store, cart("cora"));
    await matchAll(world.store);
    const rows = await world.database.sql`select code, run from refusal where seq = ${ref?.seq ?? 0}`;
    expect(rows).toEqual([{ code: "already-active", run }]);
  });

  it("merges what is known of a person in the order of matching", async () => {
    const identify = (traits: Record<string, string>) => event("profile.identified", "dora", { traits });
    await send(
      world.store,
      identify({ email: "old@x.org", firstName: "Dora" }),
      identify({ email: "dora@x.org" }),
    );
    await matchAll(world.store);
    expect(await world.database.sql`select attributes from profile where subject = 'dora'`).toEqual([
      { attributes: { email: "dora@x.org", firstName: "Dora" } },
    ]);
    const run = await openRun("dora");
    expect(await world.store.transact(readProfile, { run })).toEqual({
      kind: "profile",
      profile: { email: "dora@x.org", firstName: "Dora" },
    });
  });
});

describe("claimRuns() and settle()", () => {
  it("hands out a run once, with raised attempts, and again when it is given back", async () => {
    await send(world.store, cart("eve"));
    await matchAll(world.store);
    const [claimed] = await world.store.claimRuns({ holder: "d1", ...CLAIM });
    expect(claimed).toMatchObject({
      flow: "cart-recovery",
      priority: 3,
      deliveries: [{ n: 0, payload: { kind: "start" }, attempts: 1 }],
    });
    expect(await world.store.claimRuns({ holder: "d2", ...CLAIM })).toEqual([]);
    const run = claimed?.run ?? "";
    expect(await world.store.readStart({ run })).toMatchObject({
      run,
      subject: "eve",
      planHash: "hash-1",
      triggerStep: "cart",
      profile: {},
    });
    await world.store.giveBack({ claim: claimed?.claim ?? "", run, retryInMs: 0, error: "unavailable" });
    const [again] = await world.store.claimRuns({ holder: "d2", ...CLAIM });
    expect(again?.deliveries[0]?.attempts).toBe(2);
    await world.store.settle({ claim: claimed?.claim ?? "", settlements: [{ run, n: 0, as: "sent" }] });
    expect(await columns(run)).toMatchObject({ state: "starting", unsettled: 1 });
    await world.store.settle({ claim: again?.claim ?? "", settlements: [{ run, n: 0, as: "sent" }] });
    expect(await columns(run)).toMatchObject({ state: "open", unsettled: 0, outbox: 0 });
    expect(await world.store.readStart({ run })).toBeNull();
  });

  it("keeps a run in the outbox for what came while it was being sent", async () => {
    await send(world.store, cart("fay"));
    await matchAll(world.store);
    const [claimed] = await world.store.claimRuns({ holder: "d1", ...CLAIM });
    await send(world.store, order("fay"));
    await matchAll(world.store);
    await world.store.settle({
      claim: claimed?.claim ?? "",
      settlements: [{ run: claimed?.run ?? "", n: 0, as: "sent" }],
    });
    const [next] = await world.store.claimRuns({ holder: "d2", ...CLAIM });
    expect(next?.deliveries.map(({ n }) => n)).toEqual([1]);
    await world.store.settle({
      claim: next?.claim ?? "",
      settlements: [{ run: next?.run ?? "", n: 1, as: "sent" }],
    });
  });

  it("frees the subject when a start is refused for good", async () => {
    await send(world.store, cart("gus"));
    await matchAll(world.store);
    const [claimed] = await world.store.claimRuns({ holder: "d1", ...CLAIM });
    const run = claimed?.run ?? "";
    await world.store.transact(refuseStart, { claim: "stale", run, reason: "no" });
    expect(await columns(run)).toMatchObject({ state: "starting" });
    await world.store.transact(refuseStart, {
      claim: claimed?.claim ?? "",
      run,
      reason: "the id is somebody else's",
    });
    expect(await columns(run)).toMatchObject({
      state: "refused",
      waits: 0,
      outbox: 0,
      unsettled: 0,
      reason: "the id is somebody else's",
    });
    expect(await world.store.isClosed({ run })).toBe(true);
    expect(await world.database.sql`select kind, n from dead_letter where run = ${run}`).toEqual([
      { kind: "start", n: 0 },
    ]);
    const next = await openRun("gus");
    expect(next).not.toBe(run);
  });

  it("replaces a delivery that is refused for good under the same number", async () => {
    const run = await openRun("hal");
    await send(world.store, order("hal"));
    await matchAll(world.store);
    const [claimed] = await world.store.claimRuns({ holder: "d1", ...CLAIM });
    await world.store.transact(refuseDelivery, {
      claim: claimed?.claim ?? "",
      run,
      n: 1,
      reason: "too large",
    });
    await world.store.giveBack({ claim: claimed?.claim ?? "", run, retryInMs: 0, error: null });
    const [again] = await deliverAll(world.store);
    expect(again?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "undeliverable", wait: "ordered.1", reason: "too large" } },
    ]);
  });
});

describe("closeRun()", () => {
  it("answers ahead where the run has handled what it never gave, until an operator decides", async () => {
    const run = await openRun("ina");
    const close = (isForced: boolean) =>
      world.store.transact(closeRun, { run, outcome: "ordered", handled: 3, isForced, trail: null });
    expect(await close(false)).toEqual({ kind: "ahead", nextN: 1 });
    expect(await columns(run)).toMatchObject({ state: "open", outcome: null });
    expect(await close(true)).toEqual({ kind: "closed", outcome: "ordered" });
  });

  it("answers behind until every number is handled, then closes with all that belongs to the run", async () => {
    const run = await openRun("ida");
    await send(world.store, order("ida"));
    await matchAll(world.store);
    const close = (handled: number) =>
      world.store.transact(closeRun, { run, outcome: "ordered", handled, trail: [{ node: "ordered" }] });
    expect(await close(0)).toEqual({ kind: "behind", nextN: 2 });
    await world.store.transact(storeTrail, { run, part: 0, trail: [{ node: "cart" }] });
    expect(await close(1)).toEqual({ kind: "closed", outcome: "ordered" });
    expect(await columns(run)).toMatchObject({
      state: "closed",
      outcome: "ordered",
      waits: 0,
      outbox: 0,
      unsettled: 0,
      trail: { 0: [{ node: "cart" }], last: [{ node: "ordered" }] },
    });
    expect(await world.store.transact(closeRun, { run, outcome: "other", handled: 1, trail: null })).toEqual({
      kind: "closed",
      outcome: "ordered",
    });
    expect(await world.store.transact(storeTrail, { run, part: 1, trail: [] })).toEqual({
      kind: "run-closed",
      outcome: "ordered",
    });
  });

  it("releases the run that was queued behind it", async () => {
    await publishPlan(
      world,
      // oxlint-disable-next-line unicorn/no-thenable -- the name in stored documents; nobody awaits settings
      cartPlan({ flow: "queued-carts", reentry: { rule: "one-at-a-time", then: "queue" } }),
    );
    await send(world.store, cart("jo"), cart("jo"));
    await matchAll(world.store);
    await deliverAll(world.store);
    const runs = (await runsOf(world, "jo")).filter((id) => id.startsWith("queued-carts"));
    const [first = "", second = ""] = runs;
    expect([await columns(first), await columns(second)]).toMatchObject([
      { state: "open" },
      { state: "queued", outbox: 0 },
    ]);
    await world.store.transact(closeRun, { run: first, outcome: "done", handled: 0, trail: null });
    expect(await columns(second)).toMatchObject({ state: "starting", outbox: 1 });
    await deliverAll(world.store);
    expect(await columns(second)).toMatchObject({ state: "open" });
    await world.store.transact(unpublishFlow, { flow: "queued-carts", by: "test" });
  });
});

describe("control() and the sweeper", () => {
  it("numbers cancel, pause and resume, and says when the run is over", async () => {
    const run = await openRun("tom");
    expect(await world.store.transact(controlRun, { kind: "pause", run, by: "op" })).toEqual({
      kind: "numbered",
      n: 1,
    });
    expect(await world.store.transact(controlRun, { kind: "resume", run, by: "op" })).toEqual({
      kind: "numbered",
      n: 2,
    });
    expect(await world.store.transact(controlRun, { kind: "cancel", run, by: "op" })).toEqual({
      kind: "numbered",
      n: 3,
    });
    expect((await deliverAll(world.store))[0]?.deliveries.map(({ payload }) => payload.kind)).toEqual([
      "pause",
      "resume",
      "cancel",
    ]);
    await world.store.transact(closeRun, { run, outcome: "cancelled", handled: 3, trail: null });
    expect(await world.store.transact(controlRun, { kind: "pause", run, by: "op" })).toEqual({
      kind: "not-open",
      outcome: "cancelled",
    });
    expect(await world.store.transact(controlRun, { kind: "pause", run: "nobody", by: "op" })).toEqual({
      kind: "not-found",
    });
  });

  it("offers suspected runs and closes one that is lost, with the reason", async () => {
    const run = await openRun("uli");
    const candidates = () => world.store.sweepCandidates({ all: false, limit: 1_000, after: null });
    expect(await candidates()).toEqual([]);
    await world.store.suspect({ run });
    expect(await candidates()).toEqual([{ run }]);
    await world.store.clearSuspicion({ run });
    expect(await candidates()).toEqual([]);
    expect(
      (await world.store.sweepCandidates({ all: true, limit: 1_000, after: null })).map((one) => one.run),
    ).toContain(run);
    expect(await world.store.stillOpen({ runs: [run, "nobody"] })).toEqual([run]);
    await world.store.transact(loseRun, { run, reason: "terminated by hand" });
    expect(await columns(run)).toMatchObject({ state: "lost", reason: "terminated by hand", waits: 0 });
    expect(await world.store.stillOpen({ runs: [run] })).toEqual([]);
    expect(await openRun("uli")).not.toBe(run);
  });
});

describe("publish()", () => {
  it("refuses a plan of another draft, and one that is not the next version", async () => {
    const flow = "strict";
    await publishPlan(world, cartPlan({ flow }));
    const publish = (revision: number, version: number) =>
      world.store.transact(publishFlow, {
        flow,
        revision,
        plan: cartPlan({ flow, version }),
        planHash: "h",
        document: {},
        by: "test",
      });
    expect(await publish(7, 2)).toMatchObject({ kind: "conflict" });
    const answers = await Promise.all([publish(1, 2), publish(1, 2)]);
    expect(answers.map((answer) => answer.kind).toSorted()).toEqual(["conflict", "published"]);
    expect(await world.store.transact(unpublishFlow, { flow, by: "test" })).toEqual({ kind: "unpublished" });
    expect(await world.store.transact(unpublishFlow, { flow, by: "test" })).toEqual({ kind: "not-live" });
    const rows = await world.database
      .sql`select version, routing_to is not null as ended from flow_version where flow = ${flow} order by 1`;
    expect(rows).toEqual([
      { version: 1, ended: true },
      { version: 2, ended: true },
    ]);
  });
});

describe("waitForNews()", () => {
  it("wakes a waiting process when another one accepts, and stops at its signal", async () => {
    const other = world.another();
    const far = 60_000;
    await lease(world.store);
    const heard = other.waitForNews({ kind: "pending", timeoutMs: far, signal: AbortSignal.timeout(30_000) });
    await send(world.store, event("noise", "x", {}));
    await heard;
    const stop = new AbortController();
    const stopped = other.waitForNews({ kind: "delivery", timeoutMs: far, signal: stop.signal });
    stop.abort();
    await stopped;
    await matchAll(world.store);
  });
});
