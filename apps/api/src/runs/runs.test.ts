import { recordMessage } from "@throughline/db";
import { emptyDocument } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
const form = {
  type: "object",
  properties: { discount: { type: "number", maximum: 20 } },
  required: ["discount"],
  additionalProperties: false,
};

beforeAll(async () => {
  api = await startApi();
  const { sql } = api;
  const document = sql.json(emptyDocument("cart", "Cart") as never);
  await sql`insert into flow (key, name, draft, updated_by, live_version) values ('cart', 'Cart', ${document}, 'test', 1)`;
  await sql`insert into flow_version (flow, version, document, plan, plan_hash, published_by, routing_from) values ('cart', 1, ${document}, ${sql.json({ steps: [], triggers: [], listens: [] })}, 'h', 'test', 1)`;
}, 60_000);
afterAll(() => api.close());

const by = (key = api.adminKey) => ({ authorization: `Bearer ${key}` });
const get = (path: string) => request(api.url).get(path).set(by());
const post = (path: string, body: object = {}, key = api.adminKey) =>
  request(api.url).post(path).set(by(key)).send(body);

async function addRun(
  id: string,
  row: { state?: string; shown?: JsonObject; trail?: readonly JsonObject[]; outcome?: string } = {},
): Promise<void> {
  const { sql } = api;
  const [seq] = await sql<{ n: number }[]>`select nextval('event_seq') as n`;
  await sql`insert into run (id, flow, version, plan_hash, subject, state, next_n, entry_seq, entry, trigger_step, priority, shown, trail, outcome)
    values (${id}, 'cart', 1, 'h', ${`s-${id}`}, ${row.state ?? "open"}, 1, ${seq?.n ?? 0}, ${sql.json({ type: "cart.updated" })}, 'start', 3,
      ${row.shown === undefined ? null : sql.json(row.shown as never)}, ${row.trail === undefined ? null : sql.json(row.trail as never)}, ${row.outcome ?? null})`;
}
const addTask = async (id: string, run: string, state = "open") =>
  api.sql`insert into task (id, run, step, node, flow, subject, queue, title, body, form, decisions, state)
    values (${id}, ${run}, 'ask.1', 'ask', 'cart', 's', 'sales', 'Call them', 'Now', ${api.sql.json(form)}, ${api.sql.json([{ key: "grant", label: "Grant" }])}, ${state})`;

describe("runs", () => {
  it("lists newest first, page by page, by what they are doing", async () => {
    for (const i of [1, 2, 3])
      await addRun(`cart.list${i}`, {
        shown: {
          state: i === 2 ? "parked" : "waiting",
          waitingFor: [],
          wakeAt: 1_800_000_000_000,
          parkReason: i === 2 ? "smtp-refused" : null,
          nodes: [{ node: "n", name: "Wait", visit: 1, what: "" }],
        },
      });
    const first = await get("/api/runs?limit=2");
    expect(first.body.items.map((run: { id: string }) => run.id)).toEqual(["cart.list3", "cart.list2"]);
    expect((await get(`/api/runs?limit=2&after=${first.body.next}`)).body).toMatchObject({
      items: [{ id: "cart.list1" }],
      next: null,
    });
    expect((await get("/api/runs?state=parked")).body.items).toMatchObject([
      {
        id: "cart.list2",
        shown: "parked",
        parkReason: "smtp-refused",
        at: ["Wait"],
        wakeAt: "2027-01-15T08:00:00.000Z",
      },
    ]);
    expect((await get("/api/flows/cart/runs?subject=s-cart.list1")).body.items).toHaveLength(1);
    expect((await get("/api/flows")).body.items[0]).toMatchObject({ key: "cart", openRuns: 3, runs24h: 3 });
  });

  it("shows an open run by its projection while Temporal does not answer, and says so", async () => {
    await addRun("cart.open1");
    await api.sql`insert into visit (run, node, visit, flow, version, state, started_at) values ('cart.open1', 'wait', 1, 'cart', 1, 'active', now())`;
    const { body } = await get("/api/runs/cart.open1");
    expect(body).toMatchObject({
      id: "cart.open1",
      trailComplete: false,
      trail: [{ node: "wait", visit: 1, state: "active", error: null }],
    });
    expect(body.temporalUrl).toBe("http://127.0.0.1:8233/namespaces/default/workflows/cart.open1");
    expect(body.document.key).toBe("cart");
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
    await addRun("cart.closed1", {
      state: "closed",
      outcome: "recovered",
      trail: [
        { part: 0, trail: [visit("a", 1000), visit("b", 2000, { state: "active" })] },
        visit("b", 2000, { output: { ok: true } }),
      ],
    });
    const { body } = await get("/api/runs/cart.closed1");
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
    expect((await get("/api/runs/cart.none")).status).toBe(404);
    expect(
      (await post("/api/runs/cart.none/resolve", { step: "a.1", how: { action: "retry" } })).status,
    ).toBe(404);
    expect(
      (await post("/api/runs/cart.open1/resolve", { step: "a.1", how: { action: "retry" } })).status,
    ).toBe(503);
    expect(
      (await post("/api/runs/cart.open1/resolve", { step: "a.1", how: { action: "explode" } })).status,
    ).toBe(422);
    expect((await post("/api/runs/cart.none/cancel")).status).toBe(404);
  });

  it("takes pause, resume and cancel for a run that is open, with Temporal away", async () => {
    for (const action of ["pause", "resume", "cancel"])
      expect((await post(`/api/runs/cart.open1/${action}`)).status).toBe(202);
    expect((await post("/api/runs/cart.closed1/pause")).status).toBe(409);
  });
});

describe("what people did to a run", () => {
  it("is told to everybody who may see the run, oldest first, and of this run only", async () => {
    await addRun("cart.history1");
    await addRun("cart.history2");
    await post("/api/runs/cart.history1/pause").expect(202);
    await post("/api/runs/cart.history2/pause").expect(202);
    await post("/api/runs/cart.history1/resume", {}, await api.keyOf("operator")).expect(202);
    const answer = await request(api.url)
      .get("/api/runs/cart.history1/history")
      .set(by(await api.keyOf("viewer")));
    expect(answer.body.items).toMatchObject([
      { action: "pauseRun", target: "cart.history1" },
      { action: "resumeRun", actor: expect.stringContaining("operator") },
    ]);
    expect((await get("/api/runs/cart.none/history")).status).toBe(404);
  });
});

it("the mails of a run are shown as they were filled in", async () => {
  await addRun("cart.mailed1");
  await recordMessage(api.sql, {
    key: "k1",
    run: "cart.mailed1",
    step: "offer.1",
    subject: "ada",
    address: "ada@example.com",
    title: "Still thinking, Ada?",
    html: "<p>Hello Ada</p>",
    state: "sent",
    detail: null,
  });
  const answer = await request(api.url)
    .get("/api/runs/cart.mailed1/messages")
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
    await addRun("cart.task1");
    await addTask("t1", "cart.task1");
    const [ann, bob] = [await api.keyOf("agent"), await api.keyOf("operator")];
    expect((await post("/api/tasks/t1/claim", { claim: true }, ann)).body.claimedBy).toMatch(/^key:agent/);
    expect((await post("/api/tasks/t1/claim", { claim: true }, bob)).status).toBe(409);
    expect((await post("/api/tasks/t1/claim", { claim: false }, ann)).body.claimedBy).toBeNull();
    expect((await get("/api/tasks?queue=sales")).body.items).toMatchObject([{ id: "t1", flowName: "Cart" }]);
    expect((await get("/api/tasks?state=ended")).body.items).toEqual([]);
  });

  it("are decided once, with values that fit the form; the second hears what happened", async () => {
    const decide = (values: object, decision = "grant") => post("/api/tasks/t1/decide", { decision, values });
    const bad = await decide({ discount: 50, more: 1 });
    expect(bad.status).toBe(422);
    expect(bad.body.problems.map((problem: { path: string }) => problem.path)).toEqual(
      expect.arrayContaining(["/values/discount"]),
    );
    expect((await decide({ discount: 5 }, "dance")).body.problems[0].path).toBe("/decision");
    const answers = await Promise.all([decide({ discount: 5 }), decide({ discount: 6 })]);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 409]));
    expect(answers.find((answer) => answer.status === 409)?.body.detail).toContain('decided "grant" before');
    expect((await get("/api/tasks/t1")).body).toMatchObject({
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
    const [event] =
      await api.sql`insert into event (seq, source, id, type, data) values (nextval('event_seq'), 'shop', 'dead-1', 'cart.updated', '{}') returning seq`;
    await api.sql`insert into dead_letter (kind, seq, reason, attempts) values ('event', ${event?.["seq"]}, 'refused', 1)`;
    const [letter] = await letters();
    expect((await post(`/api/dead-letters/${letter?.id}/retry`)).status).toBe(202);
    expect(await api.sql`select 1 from pending where seq = ${event?.["seq"]}`).toHaveLength(1);
    expect((await post(`/api/dead-letters/${letter?.id}/retry`)).status).toBe(409);
    expect((await post("/api/dead-letters/nothing/retry")).status).toBe(404);
  });

  it("give a delivery to its run again, under a fresh number", async () => {
    const { sql } = api;
    await addRun("cart.dead1");
    const [event] =
      await sql`insert into event (seq, source, id, type, subject, data, no) values (nextval('event_seq'), 'shop', 'dead-2', 'order.placed', 's', '{"a":1}', 7) returning seq`;
    const seq = event?.["seq"] as number;
    await sql`update run set next_n = 2 where id = 'cart.dead1'`;
    const payload = {
      kind: "event",
      wait: "ordered.1",
      port: "ordered",
      event: {
        id: "dead-2",
        source: "shop",
        type: "order.placed",
        subject: "s",
        data: { a: 1 },
        seq,
        no: 7,
        receivedAt: "2026-01-01T00:00:00.000Z",
      },
    };
    await sql`insert into delivery (run, n, kind, payload, seq) values ('cart.dead1', 1, 'undeliverable', ${sql.json({ kind: "undeliverable", wait: "ordered.1", reason: "too large" })}, ${seq})`;
    await sql`insert into dead_letter (kind, run, n, seq, reason, attempts, payload) values ('delivery', 'cart.dead1', 1, ${seq}, 'too large', 3, ${sql.json(payload)})`;
    await sql`delete from event where seq = ${seq}`;
    const [letter] = await letters();
    expect((await post(`/api/dead-letters/${letter?.id}/retry`)).status).toBe(202);
    const [again] =
      await sql`select n, wait, state, payload from delivery where run = 'cart.dead1' order by n desc limit 1`;
    expect(again).toMatchObject({
      n: 2,
      wait: "ordered.1",
      state: "pending",
      payload: { kind: "event", port: "ordered", event: { id: "dead-2", no: 7, seq, data: { a: 1 } } },
    });
    expect(await sql`select 1 from outbox where run = 'cart.dead1'`).toHaveLength(1);
    expect(await sql`select next_n from run where id = 'cart.dead1'`).toMatchObject([{ next_n: 3 }]);
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
    const send = setInterval(
      () => void post("/api/flows", { key: `live-${sent++}`, name: "Live" }).then(() => undefined),
      300,
    );
    await until('{"kind":"flow","flow":"live-');
    clearInterval(send);
    stop.abort();
  });
});
