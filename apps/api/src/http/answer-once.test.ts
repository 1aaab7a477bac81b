import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const post = (path: string, body: object, idempotencyKey: string, key: string = api.adminKey) =>
  request(api.url)
    .post(path)
    .set({ authorization: `Bearer ${key}`, "idempotency-key": idempotencyKey })
    .send(body);
const newKey = { kind: "api", name: "for a robot", role: "viewer" };

describe("a change with an Idempotency-Key", () => {
  it("is done once, and a repeat gets the first answer", async () => {
    const first = await post("/api/keys", newKey, "make a key");
    const repeat = await post(
      "/api/keys",
      { role: "viewer", name: "for a robot", kind: "api" },
      '"make a key"',
    );
    expect([first.status, first.headers["idempotent-replayed"]]).toEqual([201, undefined]);
    expect([repeat.status, repeat.headers["idempotent-replayed"], repeat.body]).toEqual([
      201,
      "true",
      first.body,
    ]);
    expect(await api.sql`select 1 from api_key where name = 'for a robot'`).toHaveLength(1);
    expect(await api.sql`select 1 from audit where action = 'createKey'`).toHaveLength(1);
  });

  it("keeps no answer that can be read in the database", async () => {
    const { body } = await post("/api/keys", { ...newKey, name: "secret" }, "secret");
    const rows = await api.sql`select answer from request_key`;
    expect(JSON.stringify(rows)).not.toContain(body.key);
  });

  it("is refused with another body or address under the same key", async () => {
    await post("/api/flows", { key: "once", name: "Once" }, "reused").expect(201);
    for (const answer of [
      await post("/api/flows", { key: "twice", name: "Twice" }, "reused"),
      await post("/api/flows/once/pause", {}, "reused"),
    ])
      expect([answer.status, answer.body.type]).toEqual([422, "/problems/key-reused"]);
    const others = await post(
      "/api/flows",
      { key: "others", name: "Others" },
      "reused",
      await api.keyOf("analyst"),
    );
    expect([others.status, others.body.key]).toEqual([201, "others"]);
  });

  it("is free again when it was refused", async () => {
    expect((await post("/api/flows/later/pause", {}, "later")).status).toBe(404);
    await post("/api/flows", { key: "later", name: "Later" }, "make later").expect(201);
    expect((await post("/api/flows/later/pause", {}, "later")).status).toBe(202);
    const repeat = await post("/api/flows/later/pause", {}, "later");
    expect([repeat.status, repeat.headers["idempotent-replayed"]]).toEqual([202, "true"]);
  });

  it("is not done again while the first is under way", async () => {
    await post("/api/flows", { key: "slow", name: "Slow" }, "make slow").expect(201);
    const statuses = await api.sql.begin(async (tx) => {
      await tx`select 1 from flow where key = 'slow' for update`;
      const first = post("/api/flows/slow/pause", {}, "slow").then(({ status }) => status);
      let second;
      do second = await post("/api/flows/slow/pause", {}, "slow");
      while (second.body.type !== "/problems/in-progress");
      return { first, second: [second.status, second.headers["retry-after"]] };
    });
    expect(statuses.second).toEqual([409, "1"]);
    expect(await statuses.first).toBe(202);
  });

  it("is done once, however many ask at the same moment", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post("/api/keys", { ...newKey, name: "at once" }, "at once")),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(await api.sql`select 1 from api_key where name = 'at once'`).toHaveLength(1);
  });

  it("is done anew after a day, or when whoever did it is gone for a minute", async () => {
    const first = await post("/api/keys", { ...newKey, name: "old" }, "old");
    await api.sql`update request_key set claimed_at = claimed_at - interval '23 hours' where key = 'old'`;
    expect((await post("/api/keys", { ...newKey, name: "old" }, "old")).body).toEqual(first.body);
    await api.sql`update request_key set claimed_at = claimed_at - interval '2 hours' where key = 'old'`;
    expect((await post("/api/keys", { ...newKey, name: "old" }, "old")).body.id).not.toBe(first.body.id);
    await api.sql`update request_key set answer = null where key = 'old'`;
    expect((await post("/api/keys", { ...newKey, name: "old" }, "old")).status).toBe(409);
    await api.sql`update request_key set claimed_at = claimed_at - interval '61 seconds' where key = 'old'`;
    expect((await post("/api/keys", { ...newKey, name: "old" }, "old")).status).toBe(201);
  });

  it.each(["", '""', "k".repeat(257)])("refuses %j, which is no key", async (key) => {
    expect((await post("/api/flows", { key: "none", name: "None" }, key)).status).toBe(400);
  });
});

describe("an event with an Idempotency-Key", () => {
  const event = { type: "test.sent", subject: "Ada", data: { b: 1, a: [1] } };

  it("is the same one when it is sent again, and another one is refused", async () => {
    const first = await post("/api/events", event, "event");
    expect(first.body).toMatchObject({ id: "event", duplicate: false });
    const repeat = await post("/api/events", { ...event, data: { a: [1], b: 1 } }, "event");
    expect([repeat.status, repeat.body]).toEqual([202, { ...first.body, duplicate: true }]);
    for (const other of [
      { ...event, subject: "Eve" },
      { ...event, type: "test.other" },
      { type: "test.sent", subject: "Ada" },
    ]) {
      const answer = await post("/api/events", other, "event");
      expect([answer.status, answer.body.type]).toEqual([422, "/problems/key-reused"]);
    }
  });
});
