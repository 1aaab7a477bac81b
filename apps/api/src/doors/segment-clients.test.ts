// The clients themselves, unmodified, against a door that listens.
import { gzipSync } from "node:zlib";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const storedOf = (subject: string) =>
  api.sql`select source, type, subject, time, data from event where subject = ${subject} order by seq`;
const types = async (subject: string) => (await storedOf(subject)).map((row) => String(row["type"]));

/** What a client says in the story of one customer, whichever it is. */
const STORY = ["profile.identified", "Order Completed", "page", "screen", "group", "alias"];

describe("@segment/analytics-node", () => {
  it("sends every call, in order, with its own settings only", async () => {
    const client = new Analytics({ writeKey: api.writeKey, host: api.url, flushAt: 20, maxRetries: 0 });
    const errors: unknown[] = [];
    client.on("error", (error) => errors.push(error));
    const userId = "node-1";
    const timestamp = new Date("2026-11-24T09:30:00.000Z");
    client.identify({ userId, traits: { email: "ada@example.org", plan: "pro" }, timestamp });
    client.track({ userId, event: "Order Completed", properties: { total: 12.5 }, timestamp });
    client.page({ userId, name: "Home" });
    client.screen({ userId, name: "Main" });
    client.group({ userId, groupId: "g-1", traits: { seats: 3 } });
    client.alias({ userId, previousId: "anonymous-1" });
    await client.closeAndFlush();
    expect(errors).toEqual([]);
    const rows = await storedOf(userId);
    expect(rows.map((row) => String(row["type"]))).toEqual(STORY);
    expect(rows[0]).toMatchObject({
      source: "segment",
      data: { traits: { email: "ada@example.org", plan: "pro" } },
    });
    expect(rows[1]).toMatchObject({ time: timestamp, data: { properties: { total: 12.5 } } });
    expect(rows[5]).toMatchObject({ data: { previousId: "anonymous-1" } });
    expect(JSON.stringify(rows)).not.toContain(api.writeKey);
  });

  it("hears that its key is wrong", async () => {
    const client = new Analytics({ writeKey: "tl_write_wrong", host: api.url, maxRetries: 0 });
    const errors: { code: string }[] = [];
    client.on("error", (error) => errors.push(error));
    client.track({ userId: "node-2", event: "Lost" });
    await client.closeAndFlush();
    expect(errors).toHaveLength(1);
    expect(await types("node-2")).toEqual([]);
  });
});

describe("@rudderstack/rudder-sdk-node", () => {
  it("sends every call, in order, compressed and under a content type that is wrong", async () => {
    const client = new RudderAnalytics(api.writeKey, {
      dataPlaneUrl: api.url,
      flushAt: 20,
      gzip: true,
      logLevel: "silly",
    });
    const userId = "rudder-1";
    client.identify({ userId, traits: { plan: "pro" } });
    client.track({ userId, event: "Order Completed", properties: { total: 12.5 } });
    client.page({ userId, name: "Home" });
    client.screen({ userId, name: "Main" });
    client.group({ userId, groupId: "g-1" });
    client.alias({ userId, previousId: "anonymous-1" });
    await client.flush();
    expect(await types(userId)).toEqual(STORY);
  });
});

describe("the door", () => {
  const basic = () => ({ authorization: `Basic ${Buffer.from(`${api.writeKey}:`).toString("base64")}` });

  it.each(["/v1/t", "/v1/track"])("takes %s as text, with the key in the body alone, once", async (path) => {
    const send = () =>
      request(api.url)
        .post(path)
        .set("content-type", "text/plain")
        .send(
          JSON.stringify({ writeKey: api.writeKey, event: "Left", userId: `beacon${path}`, messageId: path }),
        );
    const [first, again] = [await send(), await send()];
    expect([first.status, first.body]).toEqual([200, { success: true, events: [expect.anything()] }]);
    expect(again.body.events[0]).toEqual({ ...first.body.events[0], duplicate: true });
    expect(await types(`beacon${path}`)).toEqual(["Left"]);
  });

  it("takes a batch compressed, and Bearer as well", async () => {
    const body = gzipSync(JSON.stringify({ batch: [{ type: "page", userId: "gz" }] }));
    await request(api.url)
      .post("/v1/batch")
      .set({ authorization: `Bearer ${api.writeKey}`, "content-encoding": "gzip", "content-type": "x/y" })
      .serialize((bytes: unknown) => bytes as string)
      .send(body)
      .expect(200);
    expect(await types("gz")).toEqual(["page"]);
  });

  it("refuses an API key, and whoever shows none", async () => {
    const call = { event: "x", userId: "nobody" };
    const api401 = await request(api.url).post("/v1/track").send(call);
    expect([api401.status, api401.body.detail]).toEqual([401, expect.stringContaining("Basic")]);
    const admin = Buffer.from(`${api.adminKey}:`).toString("base64");
    const forbidden = await request(api.url)
      .post("/v1/track")
      .set("authorization", `Basic ${admin}`)
      .send(call);
    expect(forbidden.status).toBe(403);
    expect((await request(api.url).post("/v1/track").set(basic()).send("[")).status).toBe(400);
  });

  it("speaks for the first source of its key", async () => {
    const key = await api.writeKeyFor("shop");
    const sent = await request(api.url)
      .post("/v1/identify")
      .set("authorization", `Bearer ${key}`)
      .send({ userId: "u", traits: {} });
    expect(sent.body.events[0].source).toBe("shop");
  });
});
