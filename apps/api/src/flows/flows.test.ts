import { readFile } from "node:fs/promises";
import type { FlowDocument } from "@throughline/flow";
import { emptyDocument } from "@throughline/flow";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawnNode } from "../testing/drawn-node.ts";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
let cart: FlowDocument;
beforeAll(async () => {
  api = await startApi();
  cart = JSON.parse(
    await readFile(new URL("../../../../examples/cart-recovery/flow.json", import.meta.url), "utf8"),
  ) as FlowDocument;
}, 60_000);
afterAll(() => api.close());

const by = (key = api.adminKey) => ({ authorization: `Bearer ${key}` });
const get = (path: string) => request(api.url).get(path).set(by());
const post = (path: string, body: object = {}) => request(api.url).post(path).set(by()).send(body);
const save = (key: string, revision: number, document: object) =>
  request(api.url).put(`/api/flows/${key}/draft`).set(by()).send({ revision, document });

describe("drafts", () => {
  it("a new flow is empty, listed, and its key is taken", async () => {
    const made = await post("/api/flows", { key: "welcome", name: "Welcome" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      key: "welcome",
      revision: 1,
      liveVersion: null,
      changed: true,
      openRuns: 0,
      draft: { nodes: [] },
    });
    expect((await get("/api/flows")).body.items.map((flow: { key: string }) => flow.key)).toContain(
      "welcome",
    );
    expect((await post("/api/flows", { key: "welcome", name: "Again" })).status).toBe(409);
    expect((await post("/api/flows", { key: "Not A Key", name: "x" })).status).toBe(422);
  });

  it("saves over the revision that was read, and tells the second of two who saved", async () => {
    await post("/api/flows", { key: "shared", name: "Shared" });
    const [one, two] = await Promise.all(
      [1, 2].map((i) => save("shared", 1, { ...emptyDocument("shared", `Shared ${i}`) })),
    );
    expect(new Set([one?.status, two?.status])).toEqual(new Set([200, 409]));
    const conflict = one?.status === 409 ? one : two;
    expect(conflict?.body.detail).toContain("revision 2");
    expect((await get("/api/flows/shared")).body).toMatchObject({
      revision: 2,
      name: expect.stringContaining("Shared "),
    });
  });

  it("names every place where a document does not have the form of a flow", async () => {
    await post("/api/flows", { key: "strict", name: "Strict" });
    const answer = await save("strict", 1, {
      ...emptyDocument("strict", "Strict"),
      colour: "red",
      nodes: [{ id: "A B" }],
    });
    expect(answer.status).toBe(422);
    const paths = answer.body.problems.map((problem: { path: string }) => problem.path);
    expect(paths).toEqual(expect.arrayContaining(["/document/nodes/0/id", "/document/nodes/0/type"]));
    expect((await save("strict", 1, emptyDocument("other", "Other"))).body.problems).toEqual([
      { path: "/document/key", message: 'must be "strict"' },
    ]);
    expect((await get("/api/flows/strict")).body.revision).toBe(1);
  });

  it("archives a flow that is not live; it is listed, restored, and its key can be used again", async () => {
    await post("/api/flows", { key: "old", name: "Old" });
    await request(api.url).delete("/api/flows/old").set(by()).expect(204);
    expect((await get("/api/flows/old")).status).toBe(404);
    const keys = async (query: string) =>
      (await get(`/api/flows${query}`)).body.items.map((flow: { key: string }) => flow.key);
    expect(await keys("")).not.toContain("old");
    expect(await keys("?archived=true")).toContain("old");
    expect((await post("/api/flows/old/restore")).body).toMatchObject({ key: "old", liveVersion: null });
    expect([(await get("/api/flows/old")).status, await keys("?archived=true")]).toEqual([200, []]);
    expect((await post("/api/flows/old/restore")).status).toBe(404);
    await request(api.url).delete("/api/flows/old").set(by()).expect(204);
    const again = await post("/api/flows", { key: "old", name: "New" });
    expect([again.status, again.body.name, again.body.revision]).toEqual([201, "New", 2]);
    expect((await post("/api/flows", { key: "old", name: "Newer" })).status).toBe(409);
  });
});

describe("large flows", () => {
  it("takes a draft of a thousand nodes", async () => {
    await post("/api/flows", { key: "large", name: "Large" });
    const [sample] = cart.nodes;
    const nodes = Array.from({ length: 1_000 }, (_, i) => ({
      ...sample,
      id: `n_${i}`,
      config: { eventType: "x", filter: { $cel: "true" } },
      position: { x: i, y: i },
    }));
    const edges = nodes
      .slice(1)
      .map((_, i) => ({ from: { node: `n_${i}`, port: "next" }, to: { node: `n_${i + 1}` } }));
    const answer = await save("large", 1, { ...emptyDocument("large", "Large"), nodes, edges });
    expect([answer.status, answer.body.problems]).toEqual([200, undefined]);
  });
});

describe("publishing", () => {
  it("tells what is wrong with a drawing and publishes nothing of it", async () => {
    await post("/api/flows", { key: "broken", name: "Broken" });
    const checked = await post("/api/flows/broken/validate");
    expect(checked.body.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "error", code: "no-trigger" }),
    );
    expect(checked.body.planBytes).toBeNull();
    const answer = await post("/api/flows/broken/publish", { revision: 1 });
    expect(answer.status).toBe(422);
    expect(answer.body.problems.length).toBeGreaterThan(0);
    expect((await get("/api/flows/broken/versions")).body.items).toEqual([]);
  });

  it("points at the place in the draft: a field of a node's config, a node, the whole", async () => {
    const nodes = cart.nodes.map((node) =>
      node.id === "cart"
        ? { ...node, config: { ...node.config, filter: { $cel: "event.data.total >" } } }
        : node,
    );
    await post("/api/flows", { key: "pointed", name: "Pointed", document: { ...cart, nodes } });
    const answer = await post("/api/flows/pointed/publish", { revision: 1 });
    expect(answer.body.problems).toContainEqual({
      path: "/nodes/0/config/filter",
      message: expect.any(String),
    });
    const whole = await post("/api/flows/broken/publish", { revision: 1 });
    expect(whole.body.problems[0].path).toBe("");
  });

  it("makes the draft live, and keeps what was published when the draft goes on", async () => {
    const made = await post("/api/flows", { key: cart.key, name: cart.name, document: cart });
    expect(made.status).toBe(201);
    const checked = await post(`/api/flows/${cart.key}/validate`, { document: cart });
    expect(
      checked.body.diagnostics.filter((diagnostic: { severity: string }) => diagnostic.severity === "error"),
    ).toEqual([]);
    expect(checked.body.planBytes).toBeGreaterThan(500);

    expect((await post(`/api/flows/${cart.key}/publish`, { revision: 7 })).status).toBe(409);
    const published = await post(`/api/flows/${cart.key}/publish`, { revision: 1 });
    expect(published.body).toMatchObject({ version: 1, planHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await get(`/api/flows/${cart.key}`)).body).toMatchObject({ liveVersion: 1, changed: false });
    const again = await post(`/api/flows/${cart.key}/publish`, { revision: 1 });
    expect(again.body).toMatchObject({ version: 1, unchanged: true, planHash: published.body.planHash });

    await save(cart.key, 1, { ...cart, name: "Renamed" }).expect(200);
    expect((await get(`/api/flows/${cart.key}`)).body).toMatchObject({ changed: true, name: "Renamed" });
    expect((await get(`/api/flows/${cart.key}/versions/1`)).body).toMatchObject({
      live: true,
      document: { name: cart.name },
    });
    expect((await get(`/api/flows/${cart.key}/versions`)).body.items).toHaveLength(1);
    expect((await request(api.url).delete(`/api/flows/${cart.key}`).set(by())).status).toBe(409);
    expect((await get(`/api/flows/${cart.key}/counts`)).body).toEqual({ nodes: {} });
  });

  it("leaves a trail of who did it", async () => {
    const { body } = await get("/api/audit?limit=200");
    expect(body.items).toContainEqual(
      expect.objectContaining({
        action: "publishFlow",
        target: cart.key,
        actor: "key:configured admin key",
        detail: expect.objectContaining({ version: 1 }),
      }),
    );
    const actions = new Set(body.items.map((entry: { action: string }) => entry.action));
    expect(["validateFlow", "saveDraft"].filter((action) => actions.has(action))).toEqual([]);
  });
});

describe("a document that is not stored", () => {
  it("can be validated, whatever its key", async () => {
    const document = { ...cart, key: "not-there-yet" };
    const checked = await post("/api/flows/not-there-yet/validate", { document });
    expect([checked.status, checked.body.planBytes > 500]).toEqual([200, true]);
    expect((await post("/api/flows/not-there-yet/validate")).status).toBe(404);
  });
});

describe("publishing several flows at once", () => {
  it("makes every one live, though another holds the lock for a while", async () => {
    const keys = ["p-1", "p-2", "p-3", "p-4", "p-5", "p-6"];
    for (const key of keys) await post("/api/flows", { key, name: key, document: cart }).expect(201);
    let free = (): void => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    const holder = api.deps.sql.begin(async (tx) => {
      await tx`lock table flow_version in access exclusive mode`;
      await held;
    });
    const answers = keys.map((key) =>
      post(`/api/flows/${key}/publish`, { revision: 1 }).then((answer) => answer),
    );
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    free();
    await holder;
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(keys.map(() => 200));
    for (const key of keys) await post(`/api/flows/${key}/unpublish`).expect(204);
  });
});

describe("pausing a flow", () => {
  const change = async (what: "pause" | "resume", role: "operator" | "analyst" = "operator") =>
    request(api.url)
      .post(`/api/flows/${cart.key}/${what}`)
      .set(by(await api.keyOf(role)))
      .send({});

  it("is for operators, once, and shows in the list until the flow is resumed", async () => {
    expect((await change("pause", "analyst")).status).toBe(403);
    expect((await change("resume")).status).toBe(409);
    expect((await change("pause")).status).toBe(202);
    expect((await change("pause")).body.detail).toContain("paused already");
    expect((await get(`/api/flows/${cart.key}`)).body.pausedAt).not.toBeNull();
    expect((await change("resume")).status).toBe(202);
    expect((await get(`/api/flows/${cart.key}`)).body.pausedAt).toBeNull();
    expect((await post("/api/flows/nowhere/pause")).status).toBe(404);
    const { body } = await get("/api/audit?limit=200");
    expect(body.items).toContainEqual(
      expect.objectContaining({ action: "pauseFlow", target: cart.key, detail: { runs: 0 } }),
    );
  });
});

describe("starting by hand", () => {
  beforeAll(async () => {
    const position = { x: 0, y: 0 };
    const document = {
      ...emptyDocument("by-hand", "By hand"),
      settings: cart.settings,
      nodes: [
        { id: "go", type: "manual-trigger", typeVersion: 1, name: "Go", config: {}, position },
        { id: "done", type: "exit", typeVersion: 1, name: "Done", config: { outcome: "done" }, position },
      ],
      edges: [{ from: { node: "go", port: "next" }, to: { node: "done" } }],
    };
    await post("/api/flows", { key: "by-hand", name: "By hand", document }).expect(201);
    await post("/api/flows/by-hand/publish", { revision: 1 }).expect(200);
  });

  it("writes the event that the flow's manual trigger takes, once per Idempotency-Key", async () => {
    const start = () =>
      post("/api/flows/by-hand/start", { subject: "c-1", data: { cartId: "k" } }).set(
        "idempotency-key",
        "start-1",
      );
    const [first, again] = [await start(), await start()];
    expect(first.status).toBe(202);
    expect(again.body).toEqual({ event: first.body.event, duplicate: true });
    const [event] =
      await api.sql`select source, type, subject, data from event where seq = ${first.body.event}`;
    expect(event).toEqual({
      source: "throughline/start/by-hand",
      type: "throughline.started",
      subject: "c-1",
      data: { cartId: "k" },
    });
  });

  it("refuses data that makes an event over 256 KB", async () => {
    const answer = await post("/api/flows/by-hand/start", { subject: "c-1", data: "x".repeat(256 * 1024) });
    expect([answer.status, answer.body.detail]).toEqual([413, expect.stringContaining("262144 bytes")]);
  });

  it("refuses a flow that nobody can start by hand, and says so", async () => {
    const answer = await post(`/api/flows/${cart.key}/start`, { subject: "c-1" });
    expect([answer.status, answer.body.detail]).toEqual([
      422,
      expect.stringContaining("no trigger for a start by hand"),
    ]);
  });

  it("refuses a flow that is not live or not there", async () => {
    expect((await post("/api/flows/broken/start", { subject: "c-1" })).status).toBe(422);
    expect((await post("/api/flows/nowhere/start", { subject: "c-1" })).status).toBe(404);
  });
});

describe("what an address says that is not right", () => {
  it.each([
    "/api/events?after=abc",
    "/api/audit?after=-1",
    "/api/dead-letters?after=1e3",
    "/api/events?source=shop",
    "/api/events?id=1",
  ])("%s is refused, not read as page one", async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.body.type]).toEqual([400, "/problems/unreadable"]);
  });

  it.each(["/api/flows/x/versions/99999999999999", "/api/flows/x/counts?version=99999999999"])(
    "%s never talks of storing",
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBeLessThan(500);
      expect(JSON.stringify(answer.body)).not.toContain("store");
    },
  );

  it.each(["/api/nowhere", "/API/nowhere", "/v1/nowhere", "/v1", "/hooks", "/internal/x", "/flowz"])(
    "%s is a problem for programs",
    async (path) => {
      const answer = await request(api.url).get(path).set(by());
      expect([answer.headers["content-type"], answer.body.type]).toEqual([
        expect.stringContaining("application/problem+json"),
        expect.stringMatching(/^\/problems\//),
      ]);
    },
  );

  it("describes every type of problem at its own address", async () => {
    const { body } = await get("/api/flows/nowhere");
    expect((await request(api.url).get(body.type)).text).toContain('id="not-found"');
  });
});

describe("receipts", () => {
  const send = async (event: object) => {
    const answer = await request(api.url)
      .post("/v1/events")
      .set("authorization", `Bearer ${api.writeKey}`)
      .send(event);
    return String(answer.body.events[0].event);
  };
  const markMatched = (seq: string) =>
    api.sql`update event set no = seq, matched_at = now(), routing = (select max(routing_from) from flow_version) where seq = ${seq}`;

  it("are found by what the sender calls the event", async () => {
    const seq = await send({ type: "found.by", source: "shop", id: "mine/1 ü" });
    const path = `/api/events?source=shop&id=${encodeURIComponent("mine/1 ü")}`;
    expect((await get(path)).body.items.map(({ event }: { event: string }) => event)).toEqual([seq]);
    expect((await get("/api/events?source=shop&id=other")).body.items).toEqual([]);
  });

  it("says that an event is on its way until it is matched", async () => {
    const seq = await send({ type: "cart.updated", subject: "c-9", data: { total: 0, cartId: "k9" } });
    const receipt = await get(`/api/events/${seq}/receipt`);
    expect(receipt.body.lines).toEqual([expect.objectContaining({ flow: cart.key, verdict: "pending" })]);
  });

  it("explains why nothing happened, with the values the condition saw", async () => {
    const seq = await send({
      type: "cart.updated",
      subject: "c-9",
      data: { total: 0, cartId: "k9", customer: {} },
    });
    await markMatched(seq);
    const receipt = await get(`/api/events/${seq}/receipt`);
    expect(receipt.body.event).toMatchObject({ event: seq, type: "cart.updated" });
    expect(receipt.body.lines[0]).toMatchObject({ flow: cart.key, verdict: "missed", run: null });
    expect(receipt.body.lines[0].message).toContain("condition");
    expect(JSON.stringify(receipt.body.lines[0].values)).toContain('"event.data.total":0');
  });

  it("says nothing about flows that never look at such an event", async () => {
    const seq = await send({ type: "nobody.cares" });
    await markMatched(seq);
    expect((await get(`/api/events/${seq}/receipt`)).body.lines).toEqual([]);
    expect((await get("/api/events/999999/receipt")).status).toBe(404);
  });

  it("does not say that traits were merged which a profile had no room for", async () => {
    const seq = await send({ type: "profile.identified", subject: "c-9", data: { traits: { a: 1 } } });
    await markMatched(seq);
    expect((await get(`/api/events/${seq}/receipt`)).body.lines).toMatchObject([{ verdict: "identified" }]);
    await api.sql`insert into refusal (seq, flow, version, code, detail) values (${seq}, '', 0, 'profile-too-large', 'too large')`;
    expect((await get(`/api/events/${seq}/receipt`)).body.lines).toMatchObject([
      { verdict: "refused", code: "profile-too-large", message: "Too large.", version: null },
    ]);
    await api.sql`update refusal set code = 'traits-older' where seq = ${seq}`;
    const codes = async () =>
      (await get(`/api/events/${seq}/receipt`)).body.lines.map(({ code }: { code: string }) => code);
    expect(await codes()).toEqual(["traits-older"]);
    await api.sql`update refusal set code = 'some-traits-older' where seq = ${seq}`;
    expect(await codes()).toEqual(["some-traits-older", "identified"]);
  });

  it("lists events and their types with the fields seen", async () => {
    const list = await get("/api/events?type=cart.updated&limit=1");
    expect(list.body.items).toHaveLength(1);
    expect(
      (await get(`/api/events?type=cart.updated&limit=1&after=${list.body.next}`)).body.items,
    ).toHaveLength(1);
    const types = (await get("/api/event-types")).body.items;
    expect(types.find((type: { type: string }) => type.type === "cart.updated")).toMatchObject({
      count24h: 2,
      fields: expect.arrayContaining([
        { path: "event.data.total", type: "number", sample: 0, absentIn: 0, nullIn: 0 },
      ]),
    });
  });
});

it("warns of secrets and webhooks that do not exist, until they do", async () => {
  const document = {
    ...emptyDocument("names", "Names"),
    nodes: [
      drawnNode("start", "webhook-trigger", { hook: "nowhere" }),
      drawnNode("call", "http-request", {
        url: "https://x.example",
        headers: { authorization: { $secret: "nothing" } },
      }),
    ],
    edges: [{ from: { node: "start", port: "next" }, to: { node: "call" } }],
  };
  await post("/api/flows", { key: "names", name: "Names", document });
  const told = async () =>
    ((await post("/api/flows/names/validate")).body.diagnostics as { code: string; field: string }[])
      .filter(({ code }) => code.startsWith("unknown-"))
      .map(({ code, field }) => `${code} ${field}`);
  expect(await told()).toEqual(["unknown-hook hook", "unknown-secret headers.authorization"]);
  await request(api.url)
    .put("/api/hooks/nowhere")
    .set(by())
    .send({ name: "N", scheme: { kind: "none" } });
  const published = await post("/api/flows/names/publish", { revision: 1 });
  expect(published.body.diagnostics.map(({ code }: { code: string }) => code)).toContain("unknown-secret");
});

it("refuses a mail about a topic that does not exist, until it does, and says where", async () => {
  const document = {
    ...emptyDocument("topics", "Topics"),
    nodes: [
      drawnNode("start", "manual-trigger", {}),
      drawnNode("mail", "send-email", { to: "a@example.com", topic: "nwes", subject: "S", body: "B" }),
      drawnNode("usual", "send-email", { to: "a@example.com", subject: "S", body: "B" }),
    ],
    edges: [
      { from: { node: "start", port: "next" }, to: { node: "mail" } },
      { from: { node: "mail", port: "sent" }, to: { node: "usual" } },
    ],
  };
  await post("/api/flows", { key: "topics", name: "Topics", document });
  const refused = await post("/api/flows/topics/publish", { revision: 1 });
  expect(refused.status).toBe(422);
  expect(refused.body.problems).toEqual([
    {
      path: "/nodes/1/config/topic",
      message: expect.stringContaining('about the topic "nwes", which does not exist: add it') as string,
    },
  ]);
  await request(api.url)
    .put("/api/topics/nwes")
    .set(by())
    .send({ title: "News, misspelt", opt: "out" })
    .expect(200);
  expect((await post("/api/flows/topics/publish", { revision: 1 })).status).toBe(200);
});
