import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

const SHOP = "https://shop.example";
let api: TestApi;
let key: string;
let id: string;
beforeAll(async () => {
  api = await startApi();
  const made = await request(api.url)
    .post("/api/keys")
    .set("authorization", `Bearer ${api.adminKey}`)
    .send({ kind: "write", name: "Pages", sources: ["shop-pages"], origins: [SHOP] });
  ({ key, id } = made.body as { key: string; id: string });
}, 60_000);
afterAll(() => api.close());

const ask = (origin: string, path = "/v1/events") =>
  request(api.url).options(path).set({
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
  });
const send = (origin: string, token = key) =>
  request(api.url)
    .post("/v1/events")
    .set({ origin, authorization: `Bearer ${token}` })
    .send({ type: "seen" });

describe("pages of another origin", () => {
  it.each(["/v1/events", "/v1/t", "/v1/batch"])("are told that they may send to %s", async (path) => {
    const answer = await ask(SHOP, path);
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": SHOP,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "authorization,content-type",
      vary: "origin",
    });
  });

  it("may read the answer, also one that is a problem", async () => {
    const taken = await send(SHOP);
    expect([taken.status, taken.headers["access-control-allow-origin"]]).toEqual([202, SHOP]);
    expect(taken.body.events[0].source).toBe("shop-pages");
    const refused = await send(SHOP, "tl_write_wrong");
    expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([401, SHOP]);
  });

  it("are refused where no key names them, with the place where it is named", async () => {
    for (const origin of ["https://evil.example", "null", "http://shop.example", `${SHOP}.evil.example`]) {
      for (const answer of [await ask(origin), await send(origin)]) {
        expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
        expect(answer.body.detail).toContain("Settings, Keys");
      }
    }
  });

  it("are refused with a key that does not name them, though another one does", async () => {
    expect((await send(SHOP, api.writeKey)).status).toBe(403);
  });

  it("may never call webhooks or the API", async () => {
    expect((await ask(SHOP, "/hooks/shop")).headers["access-control-allow-origin"]).toBeUndefined();
    expect((await ask(SHOP, "/api/flows")).headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("are as the key says now, and any where it says so", async () => {
    const change = (origins: string[]) =>
      request(api.url)
        .patch(`/api/keys/${id}`)
        .set("authorization", `Bearer ${api.adminKey}`)
        .send({ origins });
    expect((await change(["*"])).body).toMatchObject({ id, origins: ["*"] });
    expect((await send("https://anywhere.example")).status).toBe(202);
    expect((await change([])).status).toBe(200);
    expect((await send(SHOP)).status).toBe(403);
    expect((await ask(SHOP)).status).toBe(403);
    const wrong = await change(["https://shop.example/path", "shop.example"]);
    expect([wrong.status, wrong.body.problems.map(({ path }: { path: string }) => path)]).toEqual([
      422,
      ["/origins/0", "/origins/1"],
    ]);
    expect(
      (
        await request(api.url)
          .patch("/api/keys/nothing")
          .set("authorization", `Bearer ${api.adminKey}`)
          .send({ origins: [] })
      ).status,
    ).toBe(404);
  });

  it("of this installation need nobody's leave", async () => {
    expect((await send(api.url, api.writeKey)).status).toBe(202);
  });
});
