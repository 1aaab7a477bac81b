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
    const item = { name: "Mug", level: 5, reorderPoint: 10, reorderQuantity: "100.5" };
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
  });

  it("takes whole numbers and decimals by one rule, levels below zero too, and says what it does not take", async () => {
    const item = { name: "Rice", level: -3, reorderPoint: "2.50", reorderQuantity: 2.5 };
    expect((await put("/api/stock-items/rice", item)).body).toMatchObject({
      level: -3,
      reorderPoint: "2.5",
      reorderQuantity: "2.5",
      onOrder: 0,
    });
    for (const wrong of [0.1 + 0.2, "2,5", "", "1e3", 1e15])
      expect((await put("/api/stock-items/rice", { ...item, level: wrong })).body).toMatchObject({
        status: 422,
        problems: [{ path: "/level", message: expect.stringContaining("write a number such as") as string }],
      });
    expect((await put("/api/stock-items/rice", { ...item, reorderQuantity: 0 })).status).toBe(422);
  });

  it("counts an order as coming until somebody says that it came, or the level shows it", async () => {
    const item = { name: "Tea", level: 3, reorderPoint: 10, reorderQuantity: 50 };
    await put("/api/stock-items/tea", item).expect(200);
    const add = (
      key: string,
    ) => api.sql`insert into stock_order (key, sku, quantity, supplier_url, run, state)
      values (${key}, 'tea', 2.5, 'https://supplier.example', 'r', 'placed')`;
    await add("r/a.1/order");
    await add("r/b.1/order");
    const close = (order: string, as: string) =>
      request(api.url).post("/api/stock-items/tea/close-order").set(by()).send({ order, as });
    expect((await close("r/a.1/order", "received")).body).toMatchObject({ onOrder: "2.5" });
    expect((await close("r/a.1/order", "received")).status).toBe(404);
    expect((await put("/api/stock-items/tea", { ...item, name: "Tea, green" })).body).toMatchObject({
      onOrder: "2.5",
    });
    expect((await put("/api/stock-items/tea", { ...item, level: 55 })).body).toMatchObject({
      onOrder: 0,
      orders: [
        { order: "r/b.1/order", state: "received" },
        { order: "r/a.1/order", state: "received" },
      ],
    });
  });
});
