import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";
import { createRateLimit } from "./rate-limit.ts";

describe("createRateLimit()", () => {
  it("says what is left and refuses what is more, until the minute is over", () => {
    let now = 0;
    const limit = createRateLimit("api", 2, () => now);
    const ask = () => {
      const { headers, refusal } = limit.count("key:a", "with this key");
      return [headers["ratelimit"], refusal?.status ?? 200, refusal?.headers["retry-after"]];
    };
    expect(limit.count("key:b", "").headers).toEqual({
      "ratelimit-policy": '"api";q=2;w=60',
      ratelimit: '"api";r=1;t=60',
    });
    expect([ask(), ask(), ask()]).toEqual([
      ['"api";r=1;t=60', 200, undefined],
      ['"api";r=0;t=60', 200, undefined],
      ['"api";r=0;t=60', 429, "60"],
    ]);
    now = 59_500;
    expect(ask()).toEqual(['"api";r=0;t=1', 429, "1"]);
    now = 60_000;
    expect(ask()).toEqual(['"api";r=1;t=60', 200, undefined]);
  });

  it("with 0 takes everything and says nothing", () => {
    expect(createRateLimit("api", 0).count("key:a", "")).toEqual({ headers: {}, refusal: null });
  });
});

describe("limits of the installation", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ API_REQUESTS_PER_MINUTE: "3", EVENT_REQUESTS_PER_MINUTE: "2" });
  }, 60_000);
  afterAll(() => api.close());

  const me = (key: string) => request(api.url).get("/api/me").set("authorization", `Bearer ${key}`);
  const isRefused = { status: 429, type: "/problems/too-many-requests" };

  it("hold each key of the API, and strangers by address", async () => {
    const viewer = await api.keyOf("viewer");
    for (const left of [2, 1, 0]) {
      expect((await me(viewer)).headers["ratelimit"]).toMatch(new RegExp(`^"api";r=${left};t=\\d+$`));
    }
    const refused = await me(viewer);
    expect([refused.status, refused.body]).toEqual([429, expect.objectContaining(isRefused)]);
    expect(refused.body.detail).toMatch(
      /3 a minute are taken, nothing was done; send the same again in \d+ seconds/,
    );
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await me(await api.keyOf("agent"))).status).toBe(200);
    const strangers = [];
    for (let n = 0; n < 4; n += 1) strangers.push((await me(`tl_api_wrong_${n}`)).status);
    expect(strangers).toEqual([401, 401, 401, 429]);
  });

  it("hold each write key, and store nothing of what is refused", async () => {
    const send = (id: string) =>
      request(api.url)
        .post("/v1/events")
        .set("authorization", `Bearer ${api.writeKey}`)
        .send({ type: "a.b", source: "shop", id });
    const answers = [await send("1"), await send("2"), await send("3")];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(answers.map(({ headers }) => headers["ratelimit"])).toEqual([
      expect.stringMatching(/^"events";r=1;/),
      expect.stringMatching(/^"events";r=0;/),
      expect.stringMatching(/^"events";r=0;/),
    ]);
    expect(answers[2]?.body).toMatchObject(isRefused);
    expect(answers[2]?.headers["content-type"]).toBe("application/problem+json");
    expect(Number(answers[2]?.headers["retry-after"])).toBeGreaterThan(0);
    expect(await api.sql`select id from event where source = 'shop' order by id`).toHaveLength(2);
    expect(
      (
        await request(api.url)
          .post("/v1/events")
          .set("authorization", `Bearer ${await api.writeKeyFor("other")}`)
          .send({ type: "a.b" })
      ).status,
    ).toBe(202);
  });

  it("hold each webhook by calls that are the sender's own", async () => {
    const key = await api.keyOf("admin");
    await request(api.url)
      .put("/api/hooks/shop")
      .set("authorization", `Bearer ${key}`)
      .send({ name: "Shop", scheme: { kind: "bearer" }, secret: "a-secret-of-the-shop" })
      .expect(200);
    const call = (secret: string, body: object) =>
      request(api.url).post("/hooks/shop").set("authorization", `Bearer ${secret}`).send(body);
    for (let n = 0; n < 5; n += 1) expect((await call("another-secret-of-nobody", { n })).status).toBe(401);
    const own = [];
    for (let n = 0; n < 3; n += 1) own.push(await call("a-secret-of-the-shop", { n }));
    expect(own.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(own[2]?.body).toMatchObject(isRefused);
    expect(Number(own[2]?.headers["retry-after"])).toBeGreaterThan(0);
  });
});
