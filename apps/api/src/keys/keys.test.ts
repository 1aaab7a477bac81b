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
const remove = (path: string) => request(api.url).delete(path).set(by());

describe("keys", () => {
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
