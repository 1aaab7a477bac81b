import { readFile } from "node:fs/promises";
import { createPgStore, recordMessage, writeShown, writeVisits } from "@throughline/db";
import { createTestRuns, testEvent } from "@throughline/db/testing";
import type { TestRuns } from "@throughline/db/testing";
import type { FlowDocument, JsonObject } from "@throughline/flow";
import { closeRun, openTask, storeTrail } from "@throughline/protocol";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepDoing } from "../testing/keep-doing.ts";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

const FLOW = "cart-recovery";
let api: TestApi;
let runs: TestRuns;
const form = {
  type: "object",
  properties: { discount: { type: "number", maximum: 20 } },
  required: ["discount"],
  additionalProperties: false,
};

beforeAll(async () => {
  api = await startApi();
  runs = createTestRuns(api.sql, api.deps.store);
  const example = new URL("../../../../examples/cart-recovery/flow.json", import.meta.url);
  const document = JSON.parse(await readFile(example, "utf8")) as FlowDocument; // our own example
  await post("/api/flows", { key: FLOW, name: document.name, document }).expect(201);
  await post(`/api/flows/${FLOW}/publish`, { revision: 1 }).expect(200);
}, 60_000);
afterAll(() => api.close());

const by = (key = api.adminKey) => ({ authorization: `Bearer ${key}` });
const get = (path: string) => request(api.url).get(path).set(by());
const post = (path: string, body: object = {}, key = api.adminKey) =>
  request(api.url).post(path).set(by(key)).send(body);

/** An open run of this subject, which waits for the order of the cart that bears the subject's name. */
const begin = (subject: string) =>
  runs.begin(testEvent("cart.updated", subject, { cartId: subject, total: 10 }));
/** What the run's workflow last said of itself. */
const show = (run: string, shown: JsonObject) =>
  writeShown(api.sql, [{ run, at: Date.now(), shown: JSON.stringify(shown) }]);

/** A task that the run's workflow opened; its id. */
async function addTask(run: string): Promise<string> {
  await api.deps.store.transact(openTask, {
    run,
    step: "call.1",
    node: "call",
    content: {
      queue: "sales",
      title: "Call them",
      body: "Now",
      form,
      decisions: [{ key: "grant", label: "Grant" }],
      dueAt: null,
      escalate: [],
    },
  });
  const [task] = (await get(`/api/tasks?run=${run}`)).body.items as { id: string }[];
  if (task === undefined) throw new Error(`Cannot find the task of run "${run}": it was not opened`);
  return task.id;
}

describe("runs", () => {
  it("lists newest first, page by page, by what they are doing", async () => {
    const ids: string[] = [];
    for (const i of [1, 2, 3]) {
      const run = await begin(`list-${i}`);
      ids.push(run);
      await show(run, {
        state: i === 2 ? "parked" : "waiting",
        waitingFor: [],
        wakeAt: 1_800_000_000_000,
        parkReason: i === 2 ? "smtp-refused" : null,
        nodes: [{ node: "ordered", name: "Order?", visit: 1, what: "" }],
      });
    }
    const first = await get("/api/runs?limit=2");
    expect(first.body.items.map((run: { id: string }) => run.id)).toEqual([ids[2], ids[1]]);
    expect((await get(`/api/runs?limit=2&after=${first.body.next}`)).body).toMatchObject({
      items: [{ id: ids[0] }],
      next: null,
    });
    expect((await get("/api/runs?state=parked")).body.items).toMatchObject([
      {
        id: ids[1],
        state: "parked",
        parkReason: "smtp-refused",
        at: ["Order?"],
        wakeAt: "2027-01-15T08:00:00.000Z",
      },
    ]);
    expect((await get(`/api/flows/${FLOW}/runs?subject=list-1`)).body.items).toHaveLength(1);
    expect((await get("/api/flows")).body.items[0]).toMatchObject({ key: FLOW, openRuns: 3, runs24h: 3 });
  });

  it("shows an open run by its projection while Temporal does not answer, and says so", async () => {
    const run = await begin("open");
    const { at, ...visit } = { run, node: "ordered", visit: 1, flow: FLOW, version: 1, at: Date.now() };
    await writeVisits(api.sql, [{ ...visit, state: "active", port: null, startedAt: at, endedAt: null }]);
    const { body } = await get(`/api/runs/${run}`);
    expect(body).toMatchObject({
      id: run,
      trailComplete: false,
      trail: [{ node: "ordered", visit: 1, state: "active", error: null }],
    });
    expect(body.temporalUrl).toBe(`http://127.0.0.1:8233/namespaces/default/workflows/${run}`);
    expect(body.document.key).toBe(FLOW);
  });

  it("shows a closed run by the trail it stored, in whatever parts", async () => {
    const visit = (node: string, at: number, more: JsonObject = {}) => ({
      node,
      visit: 1,
      state: "left",
      startedAt: at,
      endedAt: at + 5,
      port: "next",
      ...more,
    });
    const { store } = api.deps;
    const run = await begin("closed");
    const part = [visit("a", 1000), visit("b", 2000, { state: "active" })];
    await store.transact(storeTrail, { run, part: 0, trail: part });
    const rest = [visit("b", 2000, { output: { ok: true } })];
    await store.transact(closeRun, { run, outcome: "recovered", handled: 0, trail: rest });
    const { body } = await get(`/api/runs/${run}`);
    expect(body).toMatchObject({
      outcome: "recovered",
      trailComplete: true,
      trail: [
        { node: "a", startedAt: "1970-01-01T00:00:01.000Z" },
        { node: "b", state: "left", output: { ok: true } },
      ],
    });
  });

  it("says 503 to a repair while Temporal is away, 404 for no run", async () => {
    const run = await begin("parked");
    const resolve = async (id: string, action: string) =>
      (await post(`/api/runs/${id}/resolve`, { step: "a.1", how: { action } })).status;
    expect((await get("/api/runs/cart.none")).status).toBe(404);
    expect(await resolve("cart.none", "retry")).toBe(404);
    expect(await resolve(run, "retry")).toBe(503);
    expect(await resolve(run, "explode")).toBe(422);
    expect((await post("/api/runs/cart.none/cancel")).status).toBe(404);
  });

  it("takes pause, resume and cancel for a run that is open, with Temporal away", async () => {
    const run = await begin("controlled");
    for (const action of ["pause", "resume", "cancel"])
      expect((await post(`/api/runs/${run}/${action}`)).status).toBe(202);
    await api.deps.store.transact(closeRun, { run, outcome: "cancelled", handled: 3, trail: [] });
    expect((await post(`/api/runs/${run}/pause`)).status).toBe(409);
  });
});

describe("what people did to a run", () => {
  it("is told to everybody who may see the run, oldest first, and of this run only", async () => {
    const [run, other] = [await begin("history-1"), await begin("history-2")];
    await post(`/api/runs/${run}/pause`).expect(202);
    await post(`/api/runs/${other}/pause`).expect(202);
    await post(`/api/runs/${run}/resume`, {}, await api.keyOf("operator")).expect(202);
    const answer = await request(api.url)
      .get(`/api/runs/${run}/history`)
      .set(by(await api.keyOf("viewer")));
    expect(answer.body.items).toMatchObject([
      { action: "pauseRun", target: run },
      { action: "resumeRun", actor: expect.stringContaining("operator") },
    ]);
    expect((await get("/api/runs/cart.none/history")).status).toBe(404);
  });
});

it("the mails of a run are shown as they were filled in", async () => {
  const run = await begin("mailed");
  await recordMessage(api.sql, {
    key: "k1",
    run,
    step: "offer.1",
    subject: "ada",
    address: "ada@example.com",
    title: "Still thinking, Ada?",
    html: "<p>Hello Ada</p>",
    state: "sent",
    detail: null,
    topic: "news",
    cc: [],
    bcc: [],
  });
  const answer = await request(api.url)
    .get(`/api/runs/${run}/messages`)
    .set(by(await api.keyOf("viewer")));
  expect(answer.body.items).toMatchObject([
    {
      step: "offer.1",
      to: "ada@example.com",
      subject: "Still thinking, Ada?",
      html: "<p>Hello Ada</p>",
      state: "sent",
    },
  ]);
  expect((await get("/api/runs/cart.none/messages")).status).toBe(404);
});

describe("tasks", () => {
  it("are taken by one person at a time and given back", async () => {
    const task = await addTask(await begin("task-1"));
    const [ann, bob] = [await api.keyOf("agent"), await api.keyOf("operator")];
    expect((await post(`/api/tasks/${task}/claim`, { claim: true }, ann)).body.claimedBy).toMatch(
      /^key:agent/,
    );
    expect((await post(`/api/tasks/${task}/claim`, { claim: true }, bob)).status).toBe(409);
    expect((await post(`/api/tasks/${task}/claim`, { claim: false }, ann)).body.claimedBy).toBeNull();
    expect((await get("/api/tasks?queue=sales")).body.items).toMatchObject([
      { id: task, flowName: "Cart recovery" },
    ]);
    expect((await get("/api/tasks?state=ended")).body.items).toEqual([]);
  });

  it("are decided once, with values that fit the form; the second hears what happened", async () => {
    const task = await addTask(await begin("task-2"));
    const decide = (values: object, decision = "grant") =>
      post(`/api/tasks/${task}/decide`, { decision, values });
    const bad = await decide({ discount: 50, more: 1 });
    expect(bad.status).toBe(422);
    expect(bad.body.problems.map((problem: { path: string }) => problem.path)).toEqual(
      expect.arrayContaining(["/values/discount"]),
    );
    expect((await decide({ discount: 5 }, "dance")).body.problems[0].path).toBe("/decision");
    const answers = await Promise.all([decide({ discount: 5 }), decide({ discount: 6 })]);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 409]));
    expect(answers.find((answer) => answer.status === 409)?.body.detail).toContain('decided "grant" before');
    expect((await get(`/api/tasks/${task}`)).body).toMatchObject({
      state: "decided",
      decision: "grant",
      decidedBy: "key:configured admin key",
    });
    expect((await get("/api/tasks?state=ended")).body.items).toHaveLength(1);
    expect((await get("/api/tasks/none")).status).toBe(404);
  });
});

describe("dead letters", () => {
  const letters = async () => (await get("/api/dead-letters")).body.items as { id: string }[];

  it("give an event back to the matcher, once", async () => {
    // A matcher that may read one wait at a time meets an event that two runs wait for.
    const small = createPgStore({
      sql: api.sql,
      url: api.deps.config.databaseUrl,
      listen: false,
      matchSizes: { writtenBytes: 1_000_000, waits: 1 },
    });
    for (const subject of ["wide-1", "wide-2"])
      await runs.begin(testEvent("cart.updated", subject, { cartId: "wide", total: 10 }));
    const seq = await createTestRuns(api.sql, small).send(
      testEvent("order.placed", null, { cartId: "wide" }),
    );
    await small.close();
    const [letter] = await letters();
    expect((await post(`/api/dead-letters/${letter?.id}/retry`)).status).toBe(202);
    expect(await api.sql`select 1 from pending where seq = ${seq}`).toHaveLength(1);
    expect((await post(`/api/dead-letters/${letter?.id}/retry`)).status).toBe(409);
    expect((await post("/api/dead-letters/nothing/retry")).status).toBe(404);
  });

  it("give a delivery to its run again, under a fresh number", async () => {
    const { sql } = api;
    const run = await begin("dead");
    const seq = await runs.send(testEvent("order.placed", null, { cartId: "dead", a: 1 }));
    await runs.deliver(() => "too large");
    await sql`delete from event where seq = ${seq}`;
    const [letter] = await letters();
    expect((await post(`/api/dead-letters/${letter?.id}/retry`)).status).toBe(202);
    const [again] =
      await sql`select n, wait, state, payload from delivery where run = ${run} order by n desc limit 1`;
    expect(again).toMatchObject({
      n: 2,
      wait: "ordered.1",
      state: "pending",
      payload: { kind: "event", port: "ordered", event: { seq, data: { cartId: "dead", a: 1 } } },
    });
    expect(await sql`select 1 from outbox where run = ${run}`).toHaveLength(1);
    expect(await sql`select next_n from run where id = ${run}`).toMatchObject([{ next_n: 3 }]);
    expect((await letters()).map(({ id }) => id)).not.toContain(letter?.id);
  });

  it("are listed while they are open, however many newer ones were tried again", async () => {
    const { sql } = api;
    const [open] = await sql<{ id: string }[]>`
      insert into dead_letter (kind, run, n, reason, attempts) values ('start', 'cart.open', 0, 'too large', 1) returning id::text as id`;
    await sql`
      insert into dead_letter (kind, run, n, reason, attempts, retried_at)
      select 'start', 'cart.again', 0, 'too large', 1, now() from generate_series(1, 300)`;
    const { body } = await get("/api/dead-letters?limit=1");
    expect(body).toMatchObject({ items: [{ id: open?.id }], next: null });
    await sql`delete from dead_letter where run in ('cart.open', 'cart.again')`;
  });

  it("are dismissed once, and are then no longer in the list", async () => {
    const { sql } = api;
    const [row] = await sql<{ id: string }[]>`
      insert into dead_letter (kind, run, n, reason, attempts) values ('start', 'cart.gone', 0, 'too large', 1) returning id::text as id`;
    const path = `/api/dead-letters/${row?.id}`;
    const dismiss = (key = api.adminKey) => request(api.url).delete(path).set(by(key));
    expect((await dismiss(await api.keyOf("viewer"))).status).toBe(403);
    expect((await dismiss()).status).toBe(204);
    expect((await dismiss()).status).toBe(404);
    expect((await letters()).map(({ id }) => id)).not.toContain(row?.id);
    expect((await post(`${path}/retry`)).status).toBe(409);
  });
});

describe("GET /api/live", () => {
  it("greets, then tells what changes", async () => {
    const stop = new AbortController();
    const answer = await fetch(`${api.url}/api/live`, { headers: by(), signal: stop.signal });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (part: string) => {
      while (!text.includes(part)) text += (await reader.read()).value ?? "";
    };
    await until('"hello"');
    let sent = 0;
    // The first poll only notes what there is, so one more event comes with each try.
    const stopSending = keepDoing(() => post("/api/flows", { key: `live-${sent++}`, name: "Live" }));
    try {
      await until('{"kind":"flow","flow":"live-');
    } finally {
      await stopSending();
    }
    stop.abort();
  });
});

it("a result that the step could not have had is refused with the places that are wrong", async () => {
  const run = await begin("repaired");
  const repair = (output: object) =>
    post(`/api/runs/${run}/resolve`, { step: "offer.1", how: { action: "set-output", output } });
  const wrong = await repair({ code: 7 });
  expect([wrong.status, wrong.body.detail]).toEqual([
    422,
    expect.stringMatching(/^Cannot repair step "offer\.1": the result is not what “.+” gives/),
  ]);
  expect(wrong.body.problems.map(({ path }: { path: string }) => path)).toContain("/how/output/code");
  // A right one goes on to the run, which nobody answers for here.
  const right = { code: "COMEBACK", value: "10%", expiresAt: "2030-01-01T00:00:00Z" };
  expect((await repair(right)).status).toBe(503);
});

it("says in /statusz which reasons hold runs", async () => {
  const run = await begin("held");
  await show(run, { state: "parked", parkReason: "ahead-of-database", nodes: [] });
  expect((await get("/statusz")).body.parkedBy).toMatchObject({ "ahead-of-database": 1 });
});
