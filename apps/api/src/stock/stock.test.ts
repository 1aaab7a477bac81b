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
