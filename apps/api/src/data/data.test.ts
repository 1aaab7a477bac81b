import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const by = () => ({ authorization: `Bearer ${api.adminKey}` });
const get = (path: string) => request(api.url).get(path).set(by());
const put = (path: string, body: object) => request(api.url).put(path).set(by()).send(body);
const remove = (path: string) => request(api.url).delete(path).set(by());

describe("profiles", () => {
  const patch = (subject: string, attributes: object) =>
    request(api.url)
      .patch(`/api/subjects/${encodeURIComponent(subject)}/profile`)
      .set(by())
      .send({ attributes });

  it("lays fields over each other, and null removes one", async () => {
    await patch("cust/1", { email: "a@example.com", plan: "gold", nested: { a: null } }).expect(200);
    const answer = await patch("cust/1", { plan: null, age: 3 });
    expect(answer.body.profile).toEqual({ email: "a@example.com", age: 3, nested: { a: null } });
    expect((await get("/api/subjects/nobody")).body).toEqual({
      subject: "nobody",
      profile: {},
      updatedAt: null,
      runs: [],
    });
  });

  it("refuses to grow beyond 64 KB, and stores nothing of the attempt", async () => {
    expect((await patch("big", { text: "x".repeat(70_000) })).status).toBe(422);
    await patch("big", { text: "x".repeat(40_000) }).expect(200);
    expect((await patch("big", { more: "x".repeat(40_000) })).status).toBe(422);
    expect(Object.keys((await get("/api/subjects/big")).body.profile)).toEqual(["text"]);
  });
});

describe("stock", () => {
  it("creates and changes an item", async () => {
    const item = { name: "Mug", level: 5, reorderPoint: 10, reorderQuantity: 100.5 };
    expect((await put("/api/stock-items/SKU-1", item)).body).toMatchObject({
      ...item,
      sku: "SKU-1",
      supplier: null,
      orders: [],
    });
    await put("/api/stock-items/SKU-1", { ...item, level: 7, supplier: "https://supplier.example" }).expect(
      200,
    );
    expect((await get("/api/stock-items")).body.items).toMatchObject([
      { level: 7, supplier: "https://supplier.example" },
    ]);
    expect((await put("/api/stock-items/SKU-1", { ...item, level: -1 })).status).toBe(422);
  });
});

describe("what is secret never comes back", () => {
  const canaries = ["canary-secret-value-1", "canary-hook-secret-22"];

  it("keeps values sealed and out of every answer and table", async () => {
    await put("/api/secrets/mail-key", { value: canaries[0], hosts: ["api.mail.example"] }).expect(200);
    expect((await put("/api/secrets/mail-key", { value: canaries[0] })).body).toMatchObject({
      name: "mail-key",
      version: 2,
      hosts: ["api.mail.example"],
    });
    await put("/api/hooks/shop", {
      name: "Shop",
      secret: canaries[1],
      scheme: { kind: "hmac", header: "X-S", algorithm: "sha256", encoding: "hex" },
    }).expect(200);
    const answers = await Promise.all(
      ["/api/secrets", "/api/hooks", "/api/audit", "/api/keys", "/statusz", "/metrics"].map((path) =>
        get(path),
      ),
    );
    const tables = await Promise.all(
      ["secret", "hook", "audit", "api_key", "secret_key_check"].map(
        (table) => api.sql`select to_jsonb(t)::text as row from ${api.sql(table)} t`,
      ),
    );
    const everything = JSON.stringify([answers.map((answer) => answer.text), tables]);
    for (const canary of [...canaries, api.adminKey, api.writeKey]) expect(everything).not.toContain(canary);
    await remove("/api/secrets/mail-key").expect(204);
    expect((await remove("/api/secrets/mail-key")).status).toBe(404);
  });

  it.each([
    ["no hosts", {}, "/hosts"],
    ["an empty list of hosts", { hosts: [] }, "/hosts"],
    ["an address in place of a host", { hosts: ["https://api.example.com/"] }, "/hosts/0"],
    ["a host with a port", { hosts: ["api.example.com", "api.example.com:8443"] }, "/hosts/1"],
  ])("refuses a new secret with %s, which could be sent nowhere", async (_what, hosts, path) => {
    const answer = await put("/api/secrets/nowhere", { value: "some value", ...hosts });
    expect([answer.status, answer.body.problems?.[0]?.path]).toEqual([422, path]);
    expect((await remove("/api/secrets/nowhere")).status).toBe(404);
  });

  it("takes a host in any spelling of its letters", async () => {
    const answer = await put("/api/secrets/spelled", { value: "v", hosts: ["API.Example.com", "[::1]"] });
    expect(answer.body.hosts).toEqual(["api.example.com", "[::1]"]);
  });

  it("shows a key once, lists it by its beginning, and takes it until it is revoked", async () => {
    const made = await request(api.url)
      .post("/api/keys")
      .set(by())
      .send({ kind: "write", name: "Till", sources: ["pos"] });
    expect(made.status).toBe(201);
    const { key, id } = made.body as { key: string; id: string };
    expect(key.length).toBeGreaterThan(40);
    const listed = await get("/api/keys");
    expect(listed.text).not.toContain(key);
    expect(listed.body.items).toContainEqual(
      expect.objectContaining({
        id,
        name: "Till",
        prefix: key.slice(0, 12),
        sources: ["pos"],
        revokedAt: null,
      }),
    );
    const send = () =>
      request(api.url).post("/v1/events").set("authorization", `Bearer ${key}`).send({ type: "ping" });
    await send().expect(202);
    await remove(`/api/keys/${id}`).expect(204);
    expect((await send()).status).toBe(401);
    expect((await remove("/api/keys/nothing")).status).toBe(404);
  });
});

describe("node types", () => {
  it("come as data: forms, ports, outputs", async () => {
    const { body } = await get("/api/node-types");
    expect(body.items.map((type: { type: string }) => type.type)).toEqual(
      expect.arrayContaining(["event-trigger", "wait-for-event", "send-offer", "escalate-to-human"]),
    );
    expect(body.items[0]).toMatchObject({ config: { type: "object" }, instruction: expect.any(String) });
  });
});
