import { emptyDocument } from "@throughline/flow";
import type { Diagnostic } from "@throughline/flow";
import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawnNode } from "../testing/drawn-node.ts";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const post = (path: string, body: object = {}) =>
  request(api.url)
    .post(path)
    .set({ authorization: `Bearer ${api.adminKey}` })
    .send(body);

const document = {
  ...emptyDocument("carts", "Carts"),
  nodes: [
    drawnNode("start", "event-trigger", { eventType: "cart.updated" }),
    drawnNode("large", "condition", {
      branches: [{ port: "yes", when: { $cel: "trigger.data.total > 500" } }],
    }),
    drawnNode("mail", "send-email", {
      to: { $cel: "trigger.data.email" },
      topic: "transactional",
      subject: "Hi {{ trigger.data.name }}, {{ trigger.data.first | default: 'you' }}",
      body: "x",
    }),
  ],
  edges: [
    { from: { node: "start", port: "next" }, to: { node: "large" } },
    { from: { node: "large", port: "yes" }, to: { node: "mail" } },
  ],
};

it("tells at check and at publish what the events that came say of a drawing", async () => {
  await post("/api/flows", { key: "carts", name: "Carts", document });
  const told = async () =>
    ((await post("/api/flows/carts/validate")).body.diagnostics as Diagnostic[]).filter(({ code }) =>
      code.startsWith("seen-"),
    );
  expect(await told()).toEqual([]);
  const carts = [
    { total: "719.99", email: "a@example.com", name: "Ann", first: "A" },
    { total: "5.00", email: "b@example.com" },
  ];
  for (const data of carts)
    expect((await post("/api/events", { type: "cart.updated", subject: "c1", data })).status).toBe(202);
  const found = await told();
  expect(found).toEqual([
    expect.objectContaining({
      code: "seen-type",
      node: "large",
      field: "branches.0.when",
      severity: "warning",
    }),
    expect.objectContaining({ code: "seen-missing", node: "mail", field: "subject" }),
  ]);
  expect(found[0]?.message).toBe(
    '"large": as the last 2 cart.updated had it, trigger.data.total is text and 500 is a number, > does not take them together: write double(trigger.data.total).',
  );
  expect(found[1]?.message).toBe(
    '"mail": trigger.data.name was missing in 1 of the last 2 cart.updated; without it a run stops here. Write what stands for it: {{ trigger.data.name | default: "…" }}.',
  );
  const published = await post("/api/flows/carts/publish", { revision: 1 });
  expect(published.body.diagnostics).toEqual(expect.arrayContaining(found));
});
