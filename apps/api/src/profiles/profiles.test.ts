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

  it("knows one subject by every spelling of its address, and names what can be no subject", async () => {
    await patch("Ada@Example.com", { plan: "gold" }).expect(200);
    await patch(" ada@example.COM ", { city: "Cafe\u0301" }).expect(200);
    for (const spelling of ["ada@example.com", "ADA@EXAMPLE.COM"])
      expect((await get(`/api/subjects/${spelling}`)).body).toMatchObject({
        subject: "ada@example.com",
        profile: { plan: "gold", city: "Caf\u00e9" },
      });
    const refused = await patch("a\u202eb", { plan: "gold" });
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      'Cannot take the subject "a\u202eb": it holds the character U+202E, which cannot be seen',
    ]);
  });

  it("keeps every digit of a number", async () => {
    const answer = await request(api.url)
      .patch("/api/subjects/digits/profile")
      .set({ ...by(), "content-type": "application/json" })
      .send('{"attributes":{"card":820982911946154508}}');
    expect(answer.body.profile).toEqual({ card: "820982911946154508" });
  });

  it("refuses to grow beyond 64 KB, and stores nothing of the attempt", async () => {
    expect((await patch("big", { text: "x".repeat(70_000) })).status).toBe(422);
    await patch("big", { text: "x".repeat(40_000) }).expect(200);
    expect((await patch("big", { more: "x".repeat(40_000) })).status).toBe(422);
    expect(Object.keys((await get("/api/subjects/big")).body.profile)).toEqual(["text"]);
  });
});
