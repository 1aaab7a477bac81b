import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { StepError, UnsureError } from "../ports.ts";
import { createNodeWorld, testNode, toRunArgs } from "../testing.ts";
import type { StockItem } from "../ports.ts";
import type { NodeWorld } from "../testing.ts";
import type { DefinedNode } from "../define-node.ts";
import type { JsonObject } from "@throughline/flow";
import { httpRequest } from "./http-request.ts";
import { builtIns } from "./index.ts";
import { reorderStock } from "./reorder-stock.ts";
import { sendEmail } from "./send-email.ts";
import { sendOffer } from "./send-offer.ts";
import { setProfileField } from "./set-profile-field.ts";

const files = readdirSync(import.meta.dirname)
  .filter((name) => !name.includes(".test.") && name !== "index.ts")
  .map((name) => name.replace(".ts", ""));

it("every file of this folder is one built-in", () => {
  expect(builtIns.map((node) => node.nodeType.type).sort()).toEqual(files.sort());
});

for (const node of builtIns) describe(node.nodeType.type, () => testNode(node, it));

const step = (node: DefinedNode, world: NodeWorld, config: JsonObject) =>
  node.run?.(toRunArgs(node, world, config));
const offer = { to: "ada@example.com", code: "C", value: "10%", validFor: "P2D", subject: "S", body: "B" };

describe("send-offer", () => {
  it("hands code, value and expiry to the text", async () => {
    const world = createNodeWorld();
    const result = await step(sendOffer, world, offer);
    expect(result).toMatchObject({ port: "sent", output: { code: "C", value: "10%" } });
    expect(world.sent.mails[0]?.values).toMatchObject({
      code: "C",
      value: "10%",
      expires: expect.any(String) as string,
    });
  });

  it("is not sent over its limit, to an address that unsubscribed, and then does not use up the limit", async () => {
    const world = createNodeWorld();
    const capped = { ...offer, capPerSubject: { count: 1, per: "P30D" } };
    world.suppressed = "unsubscribed";
    expect(await step(sendOffer, world, capped)).toMatchObject({
      port: "suppressed",
      output: { reason: "unsubscribed" },
    });
    expect([...world.caps.values()]).toEqual([0]);
    world.caps.set("offer/flow/node", 1);
    world.suppressed = null;
    expect(await step(sendOffer, world, capped)).toMatchObject({
      port: "suppressed",
      output: { reason: "cap" },
    });
    expect(world.sent.mails).toHaveLength(0);
  });

  it("gives the same code and expiry when it is tried again after the mail server broke off", async () => {
    const world = createNodeWorld();
    world.failures.push(new UnsureError("broke off"));
    await expect(step(sendOffer, world, offer)).rejects.toThrow("broke off");
    const result = await step(sendOffer, world, { ...offer, code: "OTHER" });
    expect(result?.output).toMatchObject({ code: "C" });
  });
});

describe("send-email", () => {
  it("is about news unless it says otherwise, and an offer about offers: never transactional by itself", async () => {
    const mail = { to: "a@b.example", subject: "S", body: "B" };
    const sent = async (node: DefinedNode, config: JsonObject) => {
      const world = createNodeWorld();
      await step(node, world, config);
      return world.sent.mails[0];
    };
    expect(await sent(sendEmail, mail)).toMatchObject({ topic: "news" });
    expect(await sent(sendOffer, offer)).toMatchObject({ topic: "offers" });
    const alert = await sent(sendEmail, {
      ...mail,
      topic: "transactional",
      cc: " ",
      from: "Shop <s@b.example>",
    });
    expect(alert).toMatchObject({ topic: "transactional", from: "Shop <s@b.example>" });
    expect(alert).not.toHaveProperty("cc");
  });

  it("lets an error of the mail server through", async () => {
    const world = createNodeWorld();
    world.failures.push(new StepError("mail-refused", "550"));
    await expect(
      step(sendEmail, world, { to: "a@b.example", subject: "S", body: "B" }),
    ).rejects.toMatchObject({ code: "mail-refused" });
  });
});

describe("reorder-stock", () => {
  const config = {
    sku: "sku-1",
    supplierUrl: "https://supplier.example/orders",
    secret: { $secret: "supplier" },
  };

  it("orders the item's own quantity, signed and under its effect key", async () => {
    const world = createNodeWorld();
    world.answer = { status: 201, headers: {}, body: { reference: "SUP-1" }, bytes: 0, cut: null };
    expect(await step(reorderStock, world, config)).toEqual({
      port: "ordered",
      output: {
        sku: "sku-1",
        level: 3,
        reorderPoint: 10,
        quantity: 50,
        order: "flow.run/node.1/order",
        reference: "SUP-1",
      },
    });
    expect(world.sent.requests[0]).toMatchObject({
      method: "POST",
      key: "flow.run/node.1/order",
      body: { data: { sku: "sku-1", quantity: 50 } },
    });
    expect(world.sent.requests[0]?.signWith?.reveal()).toBe("value of supplier");
  });

  it("orders one shortage once: what is coming counts, whoever reports it again", async () => {
    const world = createNodeWorld();
    // Each step of its own: the effects of one are not those of the next.
    const again = (fields: JsonObject, n: number) =>
      reorderStock.run?.({
        ...toRunArgs(reorderStock, world, { ...config, ...fields }),
        effect: (_name, call) => call(`r${n}/order`),
      });
    const reports: JsonObject[] = [
      { level: 7 },
      { level: 7 },
      { level: 3 },
      { level: -50 },
      { level: -50 },
      { level: 60 },
      { level: 7 },
      { level: 7, replaces: "r6/order" },
    ];
    const ports: (string | undefined)[] = [];
    for (const [n, fields] of reports.entries()) ports.push((await again(fields, n))?.port);
    expect(ports).toEqual([
      "ordered",
      "enough",
      "enough",
      "ordered",
      "enough",
      "enough",
      "ordered",
      "ordered",
    ]);
    expect(world.sent.requests.map(({ key }) => key)).toEqual([
      "r0/order",
      "r3/order",
      "r6/order",
      "r7/order",
    ]);
  });

  it("takes quantities by one rule from the data and the item, and says what it does not take", async () => {
    const output = async (fields: JsonObject, item?: Partial<StockItem>) => {
      const world = createNodeWorld();
      const plain = {
        sku: "sku-1",
        name: "Item",
        level: 3,
        reorderPoint: 10,
        reorderQuantity: 50,
        supplier: null,
      };
      if (item !== undefined) world.items.set("sku-1", { ...plain, ...item });
      return (await step(reorderStock, world, { ...config, ...fields }))?.output;
    };
    expect(await output({ quantity: 2.5, level: "-3.50" })).toMatchObject({ quantity: "2.5", level: "-3.5" });
    expect(await output({}, { reorderQuantity: "2.5", level: -3 })).toMatchObject({
      quantity: "2.5",
      level: -3,
    });
    for (const wrong of [0.1 + 0.2, "2,5", "many"]) {
      const refused = {
        code: "bad-quantity",
        message: expect.stringContaining("write a number such as 5") as string,
      };
      await expect(output({ quantity: wrong })).rejects.toMatchObject(refused);
      await expect(output({}, { reorderQuantity: wrong })).rejects.toMatchObject(refused);
    }
    await expect(output({ quantity: 0 })).rejects.toMatchObject({ code: "bad-quantity" });
    await expect(output({}, { reorderQuantity: -1 })).rejects.toMatchObject({ code: "bad-quantity" });
  });

  it("has nothing to order above the reorder point", async () => {
    const world = createNodeWorld();
    expect(await step(reorderStock, world, { ...config, level: 11 })).toMatchObject({ port: "enough" });
    expect(world.sent.requests).toHaveLength(0);
  });

  it("takes 409 and an endless 200 for a placed order", async () => {
    for (const answer of [
      { status: 409, cut: null },
      { status: 200, cut: "It is larger." },
    ]) {
      const world = createNodeWorld();
      world.answer = { ...answer, headers: {}, body: null, bytes: 0 };
      expect(await step(reorderStock, world, config)).toMatchObject({
        port: "ordered",
        output: { reference: null },
      });
    }
  });

  it("sends the same order at every try, even if the item was restocked or changed in between", async () => {
    const world = createNodeWorld();
    world.answer = { status: 500, headers: {}, body: null, bytes: 0, cut: null };
    await expect(step(reorderStock, world, config)).rejects.toBeInstanceOf(UnsureError);
    world.items.set("sku-1", {
      sku: "sku-1",
      name: "Item",
      level: 99,
      reorderPoint: 10,
      reorderQuantity: 7,
      supplier: null,
    });
    world.answer = { ...world.answer, status: 200 };
    expect(await step(reorderStock, world, config)).toMatchObject({
      port: "ordered",
      output: { quantity: 50 },
    });
    const [first, second] = world.sent.requests;
    expect(second?.body).toEqual(first?.body);
  });

  it("asks again under the same key when the supplier stumbles, later when it says when, never when it refuses", async () => {
    const world = createNodeWorld();
    world.answer = { status: 500, headers: {}, body: null, bytes: 0, cut: null };
    await expect(step(reorderStock, world, config)).rejects.toBeInstanceOf(UnsureError);
    world.answer = { status: 429, headers: { "retry-after": "3600" }, body: null, bytes: 0, cut: null };
    await expect(step(reorderStock, world, config)).rejects.toMatchObject({
      retryable: true,
      retryAfterMs: 3_600_000,
    });
    world.answer = { status: 422, headers: {}, body: null, bytes: 0, cut: null };
    await expect(step(reorderStock, world, config)).rejects.toMatchObject({
      code: "http-refused",
      retryable: false,
    });
    expect(new Set(world.sent.requests.map(({ key }) => key)).size).toBe(1);
  });
});

describe("http-request", () => {
  it("reads without a key, and accepts the statuses that it was told", async () => {
    const world = createNodeWorld();
    world.answer = { status: 404, headers: {}, body: { known: false }, bytes: 0, cut: null };
    expect(await step(httpRequest, world, { url: "https://x.example/", expect: [404] })).toEqual({
      output: { status: 404, bytes: 0, body: { known: false } },
    });
    expect(world.sent.requests[0]?.key).toBeUndefined();
    await expect(step(httpRequest, world, { url: "https://x.example/" })).rejects.toMatchObject({
      code: "http-refused",
    });
  });

  it("keeps the parts that were named of a large answer, and says so of one that is cut", async () => {
    const world = createNodeWorld();
    const body = { id: "o-1", lines: [{ sku: "a" }, { sku: "b", text: "x".repeat(70_000) }] };
    world.answer = { status: 201, headers: {}, body, bytes: 70_100, cut: null };
    const post = { method: "POST", url: "https://x.example/" };
    const keep = ["/id", "/lines/1/sku", "/no/such"];
    expect(await step(httpRequest, world, { ...post, keep })).toEqual({
      output: { status: 201, bytes: 70_100, body: { id: "o-1", lines: [null, { sku: "b" }] } },
    });
    for (const answer of [body, "ü\u0001".repeat(40_000)]) {
      const next = createNodeWorld();
      next.answer = { ...world.answer, body: answer };
      const { output } = (await step(httpRequest, next, post)) ?? {};
      expect(output).toMatchObject({
        status: 201,
        body: expect.any(String) as string,
        cut: expect.stringContaining("“Keep of the answer”") as string,
      });
      expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(64 * 1024);
    }
  });

  it("hands on what was read of an answer that broke off: the status says that it was done", async () => {
    const world = createNodeWorld();
    world.answer = { status: 200, headers: {}, body: "half", bytes: 4, cut: "It broke off." };
    expect(
      await step(httpRequest, world, { method: "POST", url: "https://x.example/", keep: ["/id"] }),
    ).toEqual({
      output: { status: 200, bytes: 4, body: "half", cut: "It broke off." },
    });
  });

  it("says where a page is that a change is sent to, and does not take it for done by itself", async () => {
    const world = createNodeWorld();
    world.answer = { status: 302, headers: { location: "/thanks" }, body: null, bytes: 0, cut: null };
    await expect(
      step(httpRequest, world, { method: "POST", url: "https://x.example/" }),
    ).rejects.toMatchObject({
      code: "http-refused",
      message: expect.stringMatching(/\/thanks.*make 302 one of/) as string,
    });
  });

  it("gives a secret to a header as a secret", async () => {
    const world = createNodeWorld();
    await step(httpRequest, world, {
      method: "POST",
      url: "https://x.example/",
      headers: { authorization: { $secret: "token" } },
    });
    expect(JSON.stringify(world.sent.requests)).not.toContain("value of token");
  });
});

describe("set-profile-field", () => {
  it("writes the fields of the subject", async () => {
    const world = createNodeWorld();
    await step(setProfileField, world, {
      fields: [
        { name: "tier", value: "gold" },
        { name: "old", value: null },
      ],
    });
    expect(world.sent.profiles).toEqual([{ subject: "customer-1", changes: { tier: "gold", old: null } }]);
  });
});
