import { IDENTIFY_TYPE, PROFILE_BYTES_MAX } from "@throughline/flow";
import {
  beginEffect,
  changeProfile,
  closeRun,
  controlRun,
  decideTask,
  endEffect,
  expireTask,
  expireWait,
  loseRun,
  openTask,
  openWait,
  publishFlow,
  readProfile,
  refuseDelivery,
  refuseStart,
  releaseEffect,
  storeTrail,
  taskId,
  unpublishFlow,
} from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { listEventEffects } from "../queries/events.ts";
import { readChanges } from "../queries/operations.ts";
import { claimTask } from "../queries/tasks.ts";
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
  runsOf,
  send,
} from "./test-world.ts";

const world = openWorld("file");

/** A run of this subject, started and delivered. */
async function openRun(subject: string): Promise<string> {
  await send(world.store, cart(subject));
  await matchAll(world.store);
  await deliverAll(world.store);
  const run = (await runsOf(world, subject)).at(-1);
  if (run === undefined) throw new Error(`no run of ${subject}`);
  return run;
}

async function columns(run: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await world.database.sql`
    select state, outcome, next_n as "nextN", reason, trail,
      (select count(*)::int from wait where run = run.id) as waits,
      (select count(*)::int from outbox where run = run.id) as outbox,
      (select count(*)::int from delivery where run = run.id and state = 'pending') as unsettled
    from run where id = ${run}`;
  return row;
}

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

describe("traits that are null", () => {
  it("remove fields, by an event as by the API", async () => {
    const { sql } = world.database;
    await send(
      world.store,
      event(IDENTIFY_TYPE, "nil", { traits: { a: 1, b: 1, c: null } }),
      event(IDENTIFY_TYPE, "nil", { traits: { b: null, d: { e: null } } }),
    );
    await matchAll(world.store);
    const attributes = async () =>
      (await sql`select attributes from profile where subject = 'nil'`)[0]?.["attributes"] as unknown;
    expect(await attributes()).toEqual({ a: 1, d: { e: null } });
    await world.store.transact(changeProfile, { subject: "nil", changes: { d: null }, by: "api" });
    expect(await attributes()).toEqual({ a: 1 });
  });

  it("lose nothing when two change a profile that is not there yet", async () => {
    const { sql } = world.database;
    const changes = ["a", "b", "c", "d"].map((field) =>
      world.store.transact(changeProfile, { subject: "fresh", changes: { [field]: 1 }, by: "api" }),
    );
    expect((await Promise.all(changes)).map(({ kind }) => kind)).toEqual(Array(4).fill("changed"));
    expect(await sql`select attributes from profile where subject = 'fresh'`).toEqual([
      { attributes: { a: 1, b: 1, c: 1, d: 1 } },
    ]);
  });
});

describe("traits that a profile has no room for", () => {
  it("are not merged, and the event says so; those of the events around it are", async () => {
    const { sql } = world.database;
    const [, large] = await send(
      world.store,
      event(IDENTIFY_TYPE, "big", { traits: { a: 1 } }),
      event(IDENTIFY_TYPE, "big", { traits: { text: "x".repeat(PROFILE_BYTES_MAX) } }),
      event(IDENTIFY_TYPE, "big", { traits: { b: 2 } }),
    );
    await matchAll(world.store);
    expect(await sql`select attributes from profile where subject = 'big'`).toEqual([
      { attributes: { a: 1, b: 2 } },
    ]);
    const { refusals } = await listEventEffects(sql, String(large?.seq));
    expect(refusals).toMatchObject([{ flow: "", version: null, code: "profile-too-large" }]);
    expect(refusals[0]?.detail).toContain("not merged");
  });
});

describe("escalateTasks()", () => {
  it("moves an open task to the queue whose time has come, gives its claim back and tells the live view", async () => {
    const { sql } = world.database;
    const run = await openRun("esc");
    const escalate = [
      { at: Date.now() - 5_000, to: "lead" },
      { at: Date.now() - 2_000, to: "head" },
      { at: Date.now() + 3_600_000, to: "board" },
    ];
    const content = { queue: "care", title: "t", body: "b", form: {}, decisions: [], dueAt: null, escalate };
    await world.store.transact(openTask, { run, step: "ask.1", node: "ask", content });
    await world.store.transact(openTask, {
      run,
      step: "ask.2",
      node: "ask",
      content: { ...content, escalate: [] },
    });
    const task = taskId(run, "ask.1");
    await claimTask(sql, { task, by: "eve", claim: true });
    expect(await world.store.escalateTasks({ limit: 200 })).toBe(1);
    expect(await world.store.escalateTasks({ limit: 200 })).toBe(0);
    const [row] = await sql`
      select queue, claimed_by as by, escalated_at is not null as moved, next_escalation_at > clock_timestamp() as later
      from task where id = ${task}`;
    expect(row).toEqual({ queue: "head", by: null, moved: true, later: true });
    const changes = await readChanges(sql, 60);
    expect(changes.map(({ change }) => change)).toContainEqual({ kind: "task", task, queue: "head" });
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    await sql`update task set next_escalation_at = clock_timestamp() where id = ${task}`;
    expect(await world.store.escalateTasks({ limit: 200 })).toBe(0);
  });
});

describe("waits and their deadlines", () => {
  it("expires an open wait, and the event that comes later does not wake", async () => {
    const run = await openRun("kim");
    const expire = () =>
      world.store.transact(expireWait, { run, step: "ordered.1", deadline: Date.now() - 60_000 });
    expect(await expire()).toEqual({ kind: "answer", answer: "expired" });
    expect(await expire()).toEqual({ kind: "answer", answer: "expired" });
    await send(world.store, order("kim"));
    await matchAll(world.store);
    expect(await columns(run)).toMatchObject({ nextN: 1 });
  });

  it("lets an accepted event beat the timeout, and answers expired when it was another one's", async () => {
    const run = await openRun("lea");
    await send(world.store, order("somebody else"));
    const expire = () =>
      world.store.transact(expireWait, { run, step: "ordered.1", deadline: Date.now() + 1_000 });
    expect(await expire()).toEqual({ kind: "answer", answer: "expiring" });
    await matchAll(world.store);
    const claimed = await deliverAll(world.store);
    expect(claimed.find((one) => one.run === run)?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "expired", wait: "ordered.1" } },
    ]);
    expect(await expire()).toEqual({ kind: "answer", answer: "matched" });
  });

  it("opens a wait late and delivers the event that was matched before it", async () => {
    await publishPlan(world, cartPlan({ flow: "late-wait", isStatic: false }));
    await send(world.store, cart("mia"), order("mia"));
    await matchAll(world.store);
    await deliverAll(world.store);
    const run = (await runsOf(world, "mia")).find((id) => id.startsWith("late-wait")) ?? "";
    const entryNo = (await world.store.readRun({ run }))?.entry.no ?? 0;
    const request = {
      run,
      step: "ordered.1",
      since: { no: entryNo },
      rows: [
        {
          i: 0,
          type: "order.placed",
          keyExpression: "event.data.cartId",
          key: "mia",
          bindings: {},
          port: "ordered",
        },
      ],
    };
    expect(await world.store.transact(openWait, request)).toEqual({ kind: "opened" });
    expect(await world.store.transact(openWait, request)).toEqual({ kind: "opened" });
    const claimed = (await deliverAll(world.store)).find((one) => one.run === run);
    expect(claimed?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "event", wait: "ordered.1", port: "ordered" } },
    ]);
    await world.store.transact(unpublishFlow, { flow: "late-wait", by: "test" });
  });

  it("opens a wait that a later event wakes, and one that looks back by time", async () => {
    const run = await openRun("nia");
    const row = {
      i: 0,
      type: "order.placed",
      keyExpression: "event.data.cartId",
      key: "nia-2",
      bindings: {},
      port: "ordered",
    };
    await world.store.transact(openWait, { run, step: "again.1", since: { no: 0 }, rows: [row] });
    await send(world.store, order("nia-2"));
    await matchAll(world.store);
    await world.store.transact(openWait, {
      run,
      step: "back.1",
      since: { no: 0, at: Date.now() - 60_000 },
      rows: [row],
    });
    const claimed = (await deliverAll(world.store)).find((one) => one.run === run);
    expect(claimed?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "event", wait: "again.1" } },
      { n: 2, payload: { kind: "event", wait: "back.1" } },
    ]);
  });
});

describe("tasks", () => {
  const content = {
    queue: "care",
    title: "Call",
    body: "…",
    form: { type: "object" },
    decisions: [{ key: "yes", label: "Yes" }],
    dueAt: null,
    escalate: [],
  };

  it("takes one decision and delivers it; the second is told what happened", async () => {
    const run = await openRun("olga");
    const request = { run, step: "ask.1", node: "ask", content };
    expect(await world.store.transact(openTask, request)).toEqual({ kind: "opened" });
    expect(await world.store.transact(openTask, request)).toEqual({ kind: "opened" });
    const task = taskId(run, "ask.1");
    const decided = await world.store.transact(decideTask, {
      task,
      decision: "yes",
      values: { note: "ok" },
      by: "agent",
    });
    expect(decided).toMatchObject({
      kind: "decided",
      task: { state: "decided", decision: "yes", values: { note: "ok" }, by: "agent" },
    });
    expect(
      await world.store.transact(decideTask, { task, decision: "no", values: {}, by: "other" }),
    ).toMatchObject({
      kind: "too-late",
      task: { by: "agent" },
    });
    expect(await world.store.transact(expireTask, { run, step: "ask.1" })).toEqual({
      kind: "answer",
      answer: "decided",
    });
    expect((await deliverAll(world.store))[0]?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "decision", decision: "yes", step: "ask.1" } },
    ]);
    expect(
      await world.store.transact(decideTask, { task: "none", decision: "yes", values: {}, by: "agent" }),
    ).toEqual({
      kind: "not-found",
    });
  });

  it("becomes overdue once, and is withdrawn when its run closes", async () => {
    const run = await openRun("pia");
    await world.store.transact(openTask, { run, step: "late.1", node: "late", content });
    await world.store.transact(openTask, { run, step: "open.1", node: "open", content });
    expect(await world.store.transact(expireTask, { run, step: "late.1" })).toEqual({
      kind: "answer",
      answer: "overdue",
    });
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    expect(
      await world.store.transact(decideTask, {
        task: taskId(run, "open.1"),
        decision: "yes",
        values: {},
        by: "agent",
      }),
    ).toMatchObject({
      kind: "too-late",
      task: { state: "withdrawn" },
    });
    expect(await world.store.transact(openTask, { run, step: "x.1", node: "x", content })).toEqual({
      kind: "run-closed",
      outcome: "done",
    });
  });
});

describe("effects", () => {
  it("counts attempts, returns the stored result, and fences an old attempt", async () => {
    const run = await openRun("quin");
    const key = `${run}/send.1/mail`;
    expect(await world.store.transact(beginEffect, { run, key })).toEqual({
      kind: "go",
      attempt: 1,
      previous: "none",
    });
    expect(await world.store.transact(beginEffect, { run, key })).toEqual({
      kind: "go",
      attempt: 2,
      previous: "intended",
    });
    expect(await world.store.transact(endEffect, { key, attempt: 1, state: "done", result: "old" })).toEqual({
      kind: "fenced",
    });
    expect(
      await world.store.transact(endEffect, { key, attempt: 2, state: "done", result: { id: "m1" } }),
    ).toEqual({
      kind: "stored",
    });
    expect(await world.store.transact(beginEffect, { run, key })).toEqual({
      kind: "done",
      result: { id: "m1" },
    });
  });

  it("gives the last of a cap to one of many, and frees it when the effect did not happen", async () => {
    const run = await openRun("rosa");
    const cap = { scope: "offer/x", subject: "rosa", count: 1, periodMs: 60_000 };
    const begin = (name: string) =>
      world.store.transact(beginEffect, { run, key: `${run}/offer.1/${name}`, cap });
    const answers = await Promise.all(["a", "b", "c", "d"].map(begin));
    expect(answers.map((answer) => answer.kind).toSorted()).toEqual(["capped", "capped", "capped", "go"]);
    const winner = ["a", "b", "c", "d"][answers.findIndex((answer) => answer.kind === "go")] ?? "";
    await world.store.transact(releaseEffect, { key: `${run}/offer.1/${winner}`, attempt: 1 });
    expect(await begin("e")).toMatchObject({ kind: "go" });
  });

  it("ends the step when the run is closed", async () => {
    const run = await openRun("sam");
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    expect(await world.store.transact(beginEffect, { run, key: `${run}/x.1/y` })).toEqual({
      kind: "run-closed",
      outcome: "done",
    });
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
