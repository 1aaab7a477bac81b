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

describe("node types", () => {
  it("come as data: forms, ports, outputs", async () => {
    const { body } = await get("/api/node-types");
    expect(body.items.map((type: { type: string }) => type.type)).toEqual(
      expect.arrayContaining(["event-trigger", "wait-for-event", "send-offer", "escalate-to-human"]),
    );
    expect(body.packages).toEqual([]);
    expect(body.items[0]).toMatchObject({ config: { type: "object" }, instruction: expect.any(String) });
  });
});
