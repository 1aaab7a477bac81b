import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPgStore, putSecret, putStockItem } from "@throughline/db";
import type { PgStore } from "@throughline/db";
import { createTestDatabase } from "@throughline/db/testing";
import type { TestDatabase } from "@throughline/db/testing";
import { parseSealingKeys, sealSecret } from "@throughline/nodes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPorts } from "./index.ts";
import type { PortsHouse } from "./index.ts";

const secretKeys = "ab".repeat(32);
let database: TestDatabase;
let house: PortsHouse;
const requests: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    requests.push({ headers: request.headers, body });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      request.url === "/orders/echo"
        ? JSON.stringify({ youSent: request.headers.authorization })
        : '{"name":"a\\u0000b\\ud800"}',
    );
  });
});
let store: PgStore;
let url = "";
beforeAll(async () => {
  database = await createTestDatabase();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
  store = createPgStore({ sql: database.sql, url: database.url, listen: false });
  house = createPorts({
    sql: database.sql,
    store,
    smtpUrl: "smtp://127.0.0.1:1",
    mailFrom: "Shop <no-reply@shop.example>",
    publicUrl: "https://flows.example",
    secretKeys,
    allowPrivateAddresses: ["127.0.0.1/32"],
  });
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house?.close();
  await store?.close();
  await database?.drop();
});
const ports = () =>
  house.forStep({
    run: "flow.abc",
    step: "order.1",
    subject: "customer-1",
    signal: new AbortController().signal,
    note: () => undefined,
  });

describe("createPorts()", () => {
  it("opens a stored secret, bound to its hosts, and says which one is missing", async () => {
    const keys = parseSealingKeys(secretKeys);
    await putSecret(database.sql, { name: "supplier", hosts: ["127.0.0.1"], by: "test" }, (version) =>
      sealSecret(keys, { name: "supplier", version }, "s3cret-value"),
    );
    const secret = await ports().secrets.resolve("supplier");
    expect([secret.reveal(), secret.hosts, String(secret)]).toEqual(["s3cret-value", ["127.0.0.1"], "•••"]);
    await expect(ports().secrets.resolve("other")).rejects.toMatchObject({ code: "unknown-secret" });
  });

  it("calls out with its key and signature, and hands back text that the database can keep", async () => {
    const secret = await ports().secrets.resolve("supplier");
    const answer = await ports().http.request({
      method: "POST",
      url,
      key: "flow.abc/order.1/order",
      signWith: secret,
      body: { a: 1 },
      timeoutMs: 5000,
    });
    expect(answer).toMatchObject({ status: 200, body: { name: "a\uFFFDb\uFFFD" }, cut: null });
    expect(requests[0]?.headers).toMatchObject({
      "idempotency-key": "flow.abc/order.1/order",
      "webhook-id": expect.stringMatching(/^msg_/) as string,
    });
    expect(requests[0]?.body).toBe('{"a":1}');
    expect(JSON.stringify(requests)).not.toContain("s3cret-value");
  });

  it("keeps a secret out of an answer that repeats it", async () => {
    const secret = await ports().secrets.resolve("supplier");
    const answer = await ports().http.request({
      method: "POST",
      url: `${url}/echo`,
      headers: { authorization: secret },
      body: {},
      timeoutMs: 5000,
    });
    expect(requests.at(-1)?.headers.authorization).toBe("s3cret-value");
    expect(answer).toMatchObject({ body: { youSent: "•••" } });
  });

  it("records an offer once under its key", async () => {
    const offer = { code: "A", value: "10%", expiresAt: "2026-01-07T10:00:00.000Z", subject: "customer-1" };
    const first = await ports().offers.record("flow.abc/offer.1/offer", offer);
    await ports().offers.revoke("flow.abc/offer.1/offer");
    const again = await ports().offers.record("flow.abc/offer.1/offer", { ...offer, code: "B" });
    expect([first, again]).toEqual([offer, offer].map(({ subject: _subject, ...rest }) => rest));
    expect(await database.sql`select revoked_at from offer`).toMatchObject([{ revoked_at: null }]);
  });

  it("writes an order down once per key, and lets a refused one be tried again", async () => {
    await putStockItem(database.sql, {
      sku: "sku-1",
      name: "Item",
      level: "3",
      reorderPoint: "10",
      reorderQuantity: "50",
      supplier: null,
    });
    const { stock } = ports();
    expect(await stock.setLevel("sku-1", "2")).toEqual({
      sku: "sku-1",
      name: "Item",
      level: 2,
      reorderPoint: 10,
      reorderQuantity: 50,
      supplier: null,
    });
    expect(await stock.setLevel("no-such", "2")).toBeNull();
    const order = {
      sku: "sku-1",
      quantity: "50",
      level: "2",
      reorderPoint: "10",
      supplierUrl: url,
      replaces: null,
      countsForMs: 86_400_000,
    };
    expect(await stock.intendOrder("k", order)).toEqual({ state: "intended", reference: null });
    await stock.settleOrder("k", "refused", null);
    expect(await stock.intendOrder("k", order)).toEqual({ state: "intended", reference: null });
    await stock.settleOrder("k", "placed", "SUP-1");
    await stock.settleOrder("k", "refused", null);
    expect(await stock.intendOrder("k", order)).toEqual({ state: "placed", reference: "SUP-1" });

    // Ten runs see the same shortage at once; another run orders instead of the first; an old order is no reason to wait.
    const covered = { state: "covered", reference: null };
    const intended = { state: "intended", reference: null };
    expect(await stock.intendOrder("k2", order)).toEqual(covered);
    expect(await stock.intendOrder("k2", { ...order, replaces: "k" })).toEqual(intended);
    const rushed = { ...order, sku: "sku-2" };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => stock.intendOrder(`rush${i}`, rushed)),
    );
    expect(answers.filter(({ state }) => state === "intended")).toHaveLength(1);
    await database.sql`update stock_order set created_at = clock_timestamp() - interval '2 days' where sku = 'sku-2'`;
    expect(await stock.intendOrder("k3", rushed)).toEqual(intended);
    await stock.settleOrder("k3", "placed", null);
    await stock.endShortage("sku-2");
    expect(await stock.intendOrder("k4", rushed)).toEqual(intended);
  });

  it("merges profile fields, takes null away, and refuses what would grow too large", async () => {
    const { profiles } = ports();
    await profiles.set("customer-1", { a: 1, b: { c: null } });
    await profiles.set("customer-1", { a: null, d: "x" });
    const [row] = await database.sql`select attributes from profile where subject = 'customer-1'`;
    expect(row?.["attributes"]).toMatchObject({ d: "x" });
    expect(row?.["attributes"]).not.toHaveProperty("a");
    await expect(profiles.set("customer-1", { big: "x".repeat(70_000) })).rejects.toMatchObject({
      code: "profile-too-large",
    });
  });
});
