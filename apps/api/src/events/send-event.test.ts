import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const send = async (body: object, headers: Record<string, string> = {}) =>
  request(api.url)
    .post("/api/events")
    .set({ authorization: `Bearer ${await api.keyOf("operator")}`, ...headers })
    .send(body);

it("an operator sends a test event and can read its receipt", async () => {
  const sent = await send({ type: "cart.updated", subject: "customer-1", data: { total: 620 } });
  expect(sent.status).toBe(202);
  expect(sent.body).toMatchObject({ source: "throughline/test", duplicate: false });
  const receipt = await request(api.url)
    .get(`/api/events/${sent.body.event}/receipt`)
    .set("authorization", `Bearer ${await api.keyOf("viewer")}`);
  expect(receipt.body.event).toMatchObject({
    event: sent.body.event,
    id: sent.body.id,
    source: "throughline/test",
    type: "cart.updated",
    subject: "customer-1",
    data: { total: 620 },
  });
});

it("the audit says who sent which event", async () => {
  const sent = await send({ type: "cart.noted", subject: "customer-2" });
  const [entry] = await api.sql`
    select actor, detail from audit where action = 'sendEvent' and detail->>'event' = ${sent.body.event}`;
  expect(entry).toEqual({
    actor: expect.stringContaining("operator"),
    detail: { event: sent.body.event, type: "cart.noted", subject: "customer-2" },
  });
});

it("a repeat under one Idempotency-Key is the same event", async () => {
  const [first, again] = [
    await send({ type: "cart.updated" }, { "idempotency-key": "try-1" }),
    await send({ type: "cart.updated" }, { "idempotency-key": "try-1" }),
  ];
  expect(again.body).toEqual({ ...first.body, duplicate: true });
});

it.each([
  ["a type of Throughline's own", { type: "throughline.started" }, "/type"],
  ["a type that begins with a space", { type: " cart" }, "/type"],
  ["an empty subject", { type: "cart.updated", subject: "" }, "/subject"],
])("refuses %s as a door does", async (_what, body, path) => {
  const answer = await send(body);
  expect([answer.status, answer.body.problems]).toEqual([422, [expect.objectContaining({ path })]]);
});

it("refuses an event over 256 KB", async () => {
  const answer = await send({ type: "cart.updated", data: "x".repeat(256 * 1024) });
  expect([answer.status, answer.body.detail]).toEqual([413, expect.stringContaining("262144 bytes")]);
});

it("a write key may not claim to be a test event", async () => {
  const answer = await request(api.url)
    .post("/v1/events")
    .set("authorization", `Bearer ${api.writeKey}`)
    .send({ type: "cart.updated", source: "throughline/test" });
  expect([answer.status, answer.body.problems[0].path]).toEqual([422, "/source"]);
});
