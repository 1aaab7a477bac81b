import { readFile } from "node:fs/promises";
import type { FlowDocument } from "@throughline/flow";
import { createTestRuns } from "@throughline/db/testing";
import { openWait } from "@throughline/protocol";
import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
let cart: FlowDocument;
beforeAll(async () => {
  api = await startApi();
  cart = JSON.parse(
    await readFile(new URL("../../../../examples/cart-recovery/flow.json", import.meta.url), "utf8"),
  ) as FlowDocument;
  await publish("carts", cart, 0);
}, 60_000);
afterAll(() => api.close());

const by = () => ({ authorization: `Bearer ${api.adminKey}` });

/** Stores the document under the key and makes it live; `revision` is the draft's, 0 for a flow that is not there yet. */
async function publish(key: string, document: FlowDocument, revision: number): Promise<void> {
  const as = { ...document, key };
  if (revision === 0)
    await request(api.url)
      .post("/api/flows")
      .set(by())
      .send({ key, name: document.name, document: as })
      .expect(201);
  else
    await request(api.url)
      .put(`/api/flows/${key}/draft`)
      .set(by())
      .send({ revision, document: as })
      .expect(200);
  await request(api.url)
    .post(`/api/flows/${key}/publish`)
    .set(by())
    .send({ revision: revision + 1 })
    .expect(200);
}

/** Sends an event, has the real matcher judge it, and reads its receipt. */
async function receiptOf(event: object) {
  const sent = await request(api.url)
    .post("/v1/events")
    .set("authorization", `Bearer ${api.writeKey}`)
    .send(event)
    .expect(202);
  await createTestRuns(api.sql, api.deps.store).match();
  const answer = await request(api.url).get(`/api/events/${sent.body.events[0].event}/receipt`).set(by());
  return answer.body.lines as { [name: string]: string | number | null }[];
}

/** The drawing with another condition on its trigger, or on what its first wait waits for. */
function changed(changes: { readonly trigger?: string; readonly wait?: string }): FlowDocument {
  return {
    ...cart,
    nodes: cart.nodes.map((node) => {
      if (node.id === "cart" && changes.trigger !== undefined)
        return { ...node, config: { ...node.config, filter: { $cel: changes.trigger } } };
      if (node.id === "ordered" && changes.wait !== undefined)
        return {
          ...node,
          config: {
            ...node.config,
            events: [{ type: "order.placed", port: "ordered", filter: { $cel: changes.wait } }],
          },
        };
      return node;
    }),
  };
}

const filled = (cartId: string, subject: string) => ({
  type: "cart.updated",
  subject,
  data: { cartId, total: 90, email: "ada@example.com" },
});

it("a condition that cannot be judged names its trigger and the field", async () => {
  const [line] = await receiptOf({ type: "cart.updated", subject: "dora", data: { cartId: "c-3" } });
  expect(line).toMatchObject({ verdict: "refused", code: "filter-error", node: "cart" });
  expect(line?.["message"]).toMatch(
    /^“Cart updated”: its condition \(event\.data\.total > 0\) .*event\.data\.total is missing/,
  );
});

it("an event about nobody names the setting, and what it found", async () => {
  const [line] = await receiptOf({ type: "cart.updated", data: { cartId: "c-4", total: 90 } });
  expect(line).toMatchObject({ verdict: "refused", code: "no-subject", node: null });
  expect(line?.["message"]).toMatch(
    /^No subject could be found by the flow's setting “A run is about” \(.+\): /,
  );
});

it("a subject that is under way names the setting and its run", async () => {
  const [started] = await receiptOf(filled("c-1", "ada"));
  expect(started).toMatchObject({ verdict: "started", message: "“Cart updated” started a run." });
  const [refused] = await receiptOf(filled("c-1", "ada"));
  expect(refused).toMatchObject({ verdict: "refused", code: "already-active", run: started?.["run"] });
  expect(refused?.["message"]).toContain(
    "“When the same subject enters again” is “One run at a time; ignore more”",
  );
});

it("an order for another cart says that no run waited for it, once for each wait", async () => {
  const lines = await receiptOf({ type: "order.placed", subject: "fred", data: { cartId: "c-WRONG" } });
  expect(lines.map(({ message }) => message)).toEqual([
    "“Order within 30 minutes?”: no run waited for event.data.cartId = c-WRONG.",
    // Its condition names values of a run, so only runs that are under way can be judged.
    "“Order or click within a day?”: no run that is under way waits for event.subject = fred.",
  ]);
  expect(new Set(lines.map(({ node }) => node)).size).toBe(lines.length);
});

it("a condition of the waiting run is judged again, under the run's own version", async () => {
  await publish("picky", changed({ wait: "event.data.total >= trigger.data.total" }), 0);
  const run = (await receiptOf(filled("c-7", "bob"))).find(({ flow }) => flow === "picky")?.["run"];
  await publish("picky", changed({ wait: "event.data.total >= 1000" }), 1);
  const lines = await receiptOf({
    type: "order.placed",
    subject: "robert",
    data: { cartId: "c-7", total: 5 },
  });
  const line = lines.find(({ flow, node }) => flow === "picky" && node === "ordered");
  expect(line).toMatchObject({ code: "filter-false", version: 1, run });
  expect(line?.["message"]).toContain("its condition (event.data.total >= trigger.data.total) was not true");
  expect(line?.["values"]).toMatchObject({ "event.data.total": 5, "trigger.data.total": 90 });
});

it("a wait that took the event is named, with the version of its run", async () => {
  await receiptOf(filled("c-8", "eve"));
  await publish("carts", changed({ trigger: "event.data.total > 1" }), 1);
  const lines = await receiptOf({ type: "order.placed", subject: "eve", data: { cartId: "c-8", total: 5 } });
  expect(lines.find(({ flow }) => flow === "carts")).toMatchObject({
    verdict: "woke",
    version: 1,
    message: expect.stringContaining("A run that waited at “Order within 30 minutes?”"),
  });
});

it("an event that ended a wait names the wait behind it, which waits for another one", async () => {
  const wait = (id: string, y: number): FlowDocument["nodes"][number] => ({
    id,
    type: "wait-for-event",
    typeVersion: 1,
    name: `Payment ${y}?`,
    config: { events: [{ type: "payment.made", port: "more" }] },
    position: { x: 0, y },
  });
  const trigger = { ...cart.nodes[0], id: "first", name: "Payment", config: { eventType: "payment.made" } };
  const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to: { node: to } });
  await publish(
    "payments",
    {
      ...cart,
      nodes: [trigger as FlowDocument["nodes"][number], wait("two", 2), wait("three", 3)],
      edges: [edge("first", "next", "two"), edge("two", "more", "three")],
    },
    0,
  );
  const payment = { type: "payment.made", subject: "acct-1", data: {} };
  const run = String((await receiptOf(payment))[0]?.["run"]);
  const sent = await receiptOf(payment);
  expect(sent[0]).toMatchObject({ verdict: "woke", node: "two" });
  const [row] = await api.sql<{ no: number }[]>`select max(no)::int as no from event_topic`;
  await api.deps.store.transact(openWait, {
    run,
    step: "three.1",
    rows: [
      {
        i: 0,
        type: "payment.made",
        keyExpression: "event.subject",
        key: "acct-1",
        bindings: {},
        port: "more",
      },
    ],
    since: { no: (row?.no ?? 0) - 1, taken: [row?.no ?? 0] },
  });
  const [last] = await api.sql<{ seq: string }[]>`select max(seq)::text as seq from event`;
  const answer = await request(api.url).get(`/api/events/${last?.seq}/receipt`).set(by());
  expect(answer.body.lines).toMatchObject([
    { verdict: "woke", node: "two" },
    { verdict: "refused", code: "already-active" },
    {
      verdict: "missed",
      code: "already-ended",
      node: "three",
      message: expect.stringContaining("this one already ended “Payment 2?”"),
    },
  ]);
});
