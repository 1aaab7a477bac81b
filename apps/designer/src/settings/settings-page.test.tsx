// @vitest-environment happy-dom
// The settings as people use them, on the whole designer over a network that is played.
import type { Role, Routes } from "@throughline/contract";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { fakeApi, refusal } from "../testing/fake-api.ts";
import {
  buttons,
  fill,
  leave,
  openApp,
  press,
  rows,
  screen,
  see,
  type,
  until,
  valueOf,
} from "../testing/open-app.tsx";
import type { Hook } from "./hook-form.ts";

const overAnHourAgo = new Date(Date.now() - 90 * 60_000).toISOString();

const tabs = ["Keys", "Webhooks", "Secrets", "Node types", "Stock", "No mail"];

/** The tabs that somebody is offered. */
async function offered(role: Role): Promise<readonly string[]> {
  fakeApi(role, {});
  openApp("/settings");
  await see("What flows need from outside");
  return tabs.filter((tab) => buttons().includes(tab));
}

it("an admin is offered everything", async () => {
  expect(await offered("admin")).toEqual(tabs);
});

it("whoever may not see keys and secrets is not offered them", async () => {
  expect(await offered("viewer")).toEqual(["Webhooks", "Node types", "Stock", "No mail"]);
});

it("the tab is in the address, so that it can be sent to somebody", async () => {
  fakeApi("operator", { listHooks: () => ({ items: [] }), listStockItems: () => ({ items: [] }) });
  const { address } = openApp("/settings/hooks");
  await see("No webhook yet");
  await press("Stock");
  await see("No stock item yet");
  expect(address()).toBe("/settings/stock");
});

it("a package that could not be loaded says so beside those that could", async () => {
  const problem = 'Cannot load node package "beta": it is not installed in /srv/nodes';
  fakeApi("viewer", {
    listNodeTypes: () => ({
      items: [],
      packages: [
        { name: "acme-nodes", version: "1.2.0", types: ["send-sms@1", "send-sms@2"], problems: [] },
        { name: "beta", version: null, types: [], problems: [problem] },
      ],
    }),
  });
  openApp("/settings/node-types");
  await see(problem);
  expect(rows("Node packages").join()).toMatch(/acme-nodes.*1\.2\.0.*send-sms@1.*send-sms@2.*beta.*none/);
});

it("a tab that one may not see leads to the first that one may", async () => {
  fakeApi("viewer", { listHooks: () => ({ items: [] }) });
  openApp("/settings/keys");
  await see("No webhook yet");
});

it("a list that cannot be loaded says why, and is asked for again", async () => {
  let isDown = true;
  fakeApi("viewer", {
    listStockItems: () => (isDown ? refusal(403, "Not now", "Stock is closed.") : { items: [] }),
  });
  openApp("/settings/stock");
  await see("Stock is closed.");
  isDown = false;
  await press("Try again");
  await see("No stock item yet");
});

describe("secrets", () => {
  type Secret = z.input<Routes["putSecret"]["answer"]>;
  const secret = (name: string, hosts: string[]): Secret => ({
    name,
    hosts,
    version: 2,
    updatedAt: overAnHourAgo,
    updatedBy: "ada@example.com",
  });

  /** The page of secrets, and the ones that are stored. */
  function open(role: "admin" | "analyst", stored: Secret[] = []) {
    const api = fakeApi(role, {
      listSecrets: () => ({ items: stored }),
      putSecret: ({ params, body }) => {
        const made = secret(params.key, body.hosts ?? []);
        stored.push(made);
        return made;
      },
      deleteSecret: ({ params }) => {
        stored.splice(
          stored.findIndex(({ name }) => name === params.key),
          1,
        );
      },
    });
    openApp("/settings/secrets");
    return api;
  }

  it("an admin stores the first secret, and sees it in the list without its value", async () => {
    const api = open("admin");
    await see("Store a supplier's token or a signing key here, then choose it in a node.");
    await press("New secret");
    await fill("Name", "supplier-token");
    await fill("Value", "s3cret");
    await fill("Hosts", "api.supplier.example");
    type("Enter");
    await press("Save");
    await until(() =>
      expect(rows("Secrets")).toEqual([
        ["supplier-token", "api.supplier.example", "2", "1 hour ago by ada@example.com", "ReplaceDelete"],
      ]),
    );
    expect(api.changes).toEqual([
      [
        "putSecret",
        {
          params: { key: "supplier-token" },
          query: {},
          body: { value: "s3cret", hosts: ["api.supplier.example"] },
        },
      ],
    ]);
    expect(screen()).toContain("Stored");
    expect(screen()).not.toContain("s3cret");
  });

  it("what is wrong with a secret is said at the fields one has left, and at all of them on saving", async () => {
    const api = open("admin", [secret("shop", ["shop.example"])]);
    await press("New secret");
    await fill("Name", "shop");
    leave("Name");
    await see("There is a secret “shop” already. Replace that one.");
    expect(screen()).not.toContain("A value has 1 to 8192 characters.");
    await press("Save");
    await see("A value has 1 to 8192 characters.");
    await see("Name at least one host that it may be sent to.");
    expect(api.changes).toEqual([]);
  });

  it("replacing a secret keeps its name and hosts and asks for the value anew", async () => {
    open("admin", [secret("shop", ["shop.example"])]);
    await press("Replace shop");
    await see("Replace shop");
    expect(valueOf("Name")).toBe("shop");
    expect(valueOf("Value")).toBe("");
    await see("shop.example");
  });

  it("a value that was typed is gone when the dialog is opened again", async () => {
    open("admin");
    await press("New secret");
    await fill("Value", "s3cret");
    await press("Cancel");
    await until(() => expect(valueOf("Value")).toBeUndefined());
    await press("New secret");
    await until(() => expect(valueOf("Value")).toBe(""));
  });

  it("deleting asks first, and says what follows", async () => {
    const api = open("admin", [secret("shop", ["shop.example"]), secret("stock", ["stock.example"])]);
    await press("Delete shop");
    await see("Nodes that name it fail from now on. Its value cannot be brought back.");
    expect(api.changes).toEqual([]);
    await press("Delete secret");
    await until(() => expect(rows("Secrets").map(([name]) => name)).toEqual(["stock"]));
  });

  it("a refusal stands in the dialog, and what was typed stays", async () => {
    fakeApi("admin", {
      listSecrets: () => ({ items: [secret("shop", ["shop.example"])] }),
      putSecret: () => refusal(503, "Sealing is off", "No sealing key is configured."),
    });
    openApp("/settings/secrets");
    await press("Replace shop");
    await fill("Value", "n3w");
    await press("Save");
    await see("No sealing key is configured.");
    expect(valueOf("Value")).toBe("n3w");
  });

  it("who may not change secrets is offered no way to", async () => {
    open("analyst", [secret("shop", [])]);
    await see("none: usable nowhere");
    expect(buttons().filter((name) => /secret|shop/.test(name))).toEqual([]);
  });
});

describe("webhooks", () => {
  const hook = (key: string, state: Hook["state"]): Hook => ({
    key,
    name: `From ${key}`,
    eventType: `hook.${key}`,
    state,
    url: `https://flows.example/hooks/${key}`,
    updatedAt: "2026-01-01T00:00:00Z",
    scheme: { kind: "hmac", header: "X-Signature", algorithm: "sha256", encoding: "hex", prefix: "sha256=" },
    mapping: {},
    toleranceS: 300,
    repeatWindowS: 86_400,
    previousUntil: null,
  });

  type HookCall = z.input<Routes["listHookCalls"]["answer"]>["items"][number];
  const refused: HookCall = {
    id: "7",
    at: overAnHourAgo,
    status: 401,
    reason: "Cannot trust the call for webhook “shop”: the header Stripe-Signature is missing",
    method: "POST",
    query: "",
    headers: { "x-topic": "paid", authorization: "[hidden]" },
    body: '{"order":7}',
    isCut: false,
  };

  /** The page of webhooks, and the ones that are there. */
  function open(role: "admin" | "operator", stored: Hook[] = [], calls: HookCall[] = []) {
    const api = fakeApi(role, {
      listHooks: () => ({ items: stored }),
      putHook: ({ params, body }) => {
        const { name, scheme, mapping } = body;
        const made = { ...hook(params.key, "verified"), name, scheme, mapping: mapping ?? {} };
        stored.splice(0, stored.length, ...stored.filter(({ key }) => key !== params.key), made);
        return made;
      },
      listHookCalls: () => ({ items: calls }),
      previewHook: ({ body }) =>
        body.mapping.subject === "body.none"
          ? { events: [], problem: "Its subject cannot be read: body.none is missing" }
          : { events: [{ type: "hook.shop.paid", subject: "ada", time: null, data: 1 }], problem: null },
      deleteHook: ({ params }) => {
        stored.splice(0, stored.length, ...stored.filter(({ key }) => key !== params.key));
      },
    });
    openApp("/settings/hooks");
    return api;
  }

  it("says where each webhook is called, what it makes, and whether it is open", async () => {
    open("admin", [hook("shop", "verified"), hook("bank", "unset")]);
    await until(() =>
      expect(rows("Webhooks").map((cells) => cells.slice(0, 4))).toEqual([
        ["From shop", "https://flows.example/hooks/shop", "hook.shop", "open to signed calls"],
        ["From bank", "https://flows.example/hooks/bank", "hook.bank", "closed: no secret"],
      ]),
    );
  });

  it("a webhook is made with a secret, under a key that nobody has", async () => {
    const api = open("admin", [hook("shop", "verified")]);
    await press("New webhook");
    await fill("Name", "Supplier");
    await fill("Key", "shop");
    await fill("Secret", "0123456789abcdef");
    await press("Save");
    await see("There is a webhook “shop” already. Edit that one.");
    await fill("Key", "supplier");
    await press("Save");
    await until(() => expect(rows("Webhooks")).toHaveLength(2));
    expect(api.changes).toEqual([
      [
        "putHook",
        expect.objectContaining({
          params: { key: "supplier" },
          body: expect.objectContaining({ name: "Supplier", secret: "0123456789abcdef" }),
        }),
      ],
    ]);
  });

  it("a new name for a webhook leaves its secret and scheme as they are", async () => {
    const api = open("admin", [hook("shop", "verified")]);
    await press("Edit From shop");
    await see("Left empty, the stored one stays.");
    expect(valueOf("Key")).toBeUndefined();
    await fill("Name", "Web shop");
    await press("Save");
    await until(() => expect(rows("Webhooks")[0]?.[0]).toBe("Web shop"));
    expect(api.changes[0]?.[1]).toMatchObject({
      body: { name: "Web shop", scheme: hook("shop", "verified").scheme },
    });
    expect(JSON.stringify(api.changes)).not.toContain("secret");
  });

  it("a sender is picked by its name, which says what to paste where", async () => {
    const api = open("admin");
    await press("New webhook");
    await fill("Name", "Payments");
    await fill("Key", "pay");
    await see("only within this time");
    const field = [...document.querySelectorAll("input")].find(({ value }) => value.startsWith("Any sender"));
    field?.click();
    const options = await until(() => {
      const found = [...document.querySelectorAll<HTMLElement>("[role=option]")];
      expect(found.map(({ textContent }) => textContent)).toEqual(
        expect.arrayContaining(["Stripe", "GitHub", "Slack", "Twilio"]),
      );
      return found;
    });
    options.find(({ textContent }) => textContent === "Stripe")?.click();
    await see("your endpoint → Signing secret");
    await see("known by its id, which is signed");
    expect(valueOf("Signature header")).toBeUndefined();
    await fill("Secret", "whsec_0123456789");
    await press("Save");
    await until(() =>
      expect(api.changes[0]?.[1]).toMatchObject({
        body: { scheme: { kind: "stripe" }, secret: "whsec_0123456789" },
      }),
    );
  });

  it("the last calls are shown with why they were refused, and what the form makes of them", async () => {
    open("admin", [hook("shop", "verified")], [refused]);
    await press("Edit From shop");
    await see("the header Stripe-Signature is missing");
    await see("[hidden]");
    await see("hook.shop.paid");
    await fill("Subject", "body.none");
    await see("body.none is missing");
  });

  it("a new secret may leave the one before right for a while", async () => {
    const api = open("admin", [hook("shop", "verified")]);
    await press("Edit From shop");
    await fill("New secret", "0123456789abcdef");
    await see("Calls signed with the secret so far");
    await press("Save");
    await until(() => expect(api.changes[0]?.[1]).toMatchObject({ body: { keepPreviousS: 0 } }));
  });

  it("deleting says which calls are refused from then on", async () => {
    open("admin", [hook("shop", "verified")]);
    await press("Delete From shop");
    await see("Calls to https://flows.example/hooks/shop are refused from now on, and its secret is gone.");
    await press("Delete webhook");
    await see("A webhook turns calls of another system into events that flows can wait for.");
  });

  it("a delete that is refused says why, and the webhook stays in the list", async () => {
    fakeApi("admin", {
      listHooks: () => ({ items: [hook("shop", "verified")] }),
      deleteHook: () => refusal(409, "In use", "A live flow starts with it."),
    });
    openApp("/settings/hooks");
    await press("Delete From shop");
    await press("Delete webhook");
    await see("Not deleted");
    expect(screen()).toContain("A live flow starts with it.");
    expect(rows("Webhooks")).toHaveLength(1);
  });

  it("an operator may read and copy the addresses, and change nothing", async () => {
    open("operator", [hook("shop", "verified")]);
    await see("From shop");
    expect(buttons().filter((name) => name.includes("shop") || name.includes("webhook"))).toEqual([
      "Copy the address of From shop",
    ]);
  });
});

describe("keys", () => {
  type Key = z.input<Routes["listKeys"]["answer"]>["items"][number];
  const key = (name: string, changes: Partial<Key> = {}): Key => ({
    id: name,
    kind: "write",
    name,
    prefix: "tlw_ab",
    sources: [],
    origins: [],
    role: "viewer",
    createdAt: "2020-01-01T00:00:00Z",
    createdBy: "ada@example.com",
    lastUsedAt: null,
    revokedAt: null,
    ...changes,
  });

  /** The page of keys, and the ones there are. */
  function open(stored: Key[] = []) {
    const api = fakeApi("admin", {
      listKeys: () => ({ items: stored }),
      createKey: ({ body }) => {
        const made = key(body.name, body.kind === "api" ? { kind: "api", role: body.role } : {});
        stored.push(made);
        return { ...made, key: "tlw_only-shown-once" };
      },
      changeKey: ({ params, body }) => {
        const at = stored.findIndex(({ id }) => id === params.id);
        const changed = key(params.id, { ...stored[at], origins: body.origins });
        stored.splice(at, 1, changed);
        return changed;
      },
      revokeKey: ({ params }) => {
        const at = stored.findIndex(({ id }) => id === params.id);
        stored.splice(at, 1, key(params.id, { revokedAt: "2026-01-01T00:00:00Z" }));
      },
    });
    openApp("/settings/keys");
    return api;
  }

  it("says what each key may do", async () => {
    open([
      key("Web shop", { sources: ["shop", "app"] }),
      key("Any sender"),
      key("Shop's pages", { origins: ["https://shop.example"] }),
      key("Report", { kind: "api", role: "viewer" }),
    ]);
    await until(() =>
      expect(rows("Keys").map(([name, may]) => [name, may])).toEqual([
        ["Web shop", "write events of shop, app"],
        ["Any sender", "write events"],
        ["Shop's pages", "write events from pages of https://shop.example"],
        ["Report", "viewer"],
      ]),
    );
  });

  it("a new key is shown once, until it is put away", async () => {
    open();
    await see("Make a write key for the first system that sends events.");
    await press("New key");
    await fill("Name", "Web shop");
    await press("Make key");
    await see("Copy this key now. It is not shown again.");
    expect(screen()).toContain("tlw_only-shown-once");
    await until(() => expect(rows("Keys").map(([name]) => name)).toEqual(["Web shop"]));
  });

  it("a key without a name is not made, and the dialog says so", async () => {
    const api = open();
    await press("New key");
    await press("Make key");
    await see("A key needs a name.");
    expect(api.changes).toEqual([]);
  });

  it("the pages that may use a write key are changed where it stands", async () => {
    const api = open([
      key("Shop's pages", { origins: ["https://shop.example"] }),
      key("Report", { kind: "api" }),
    ]);
    await press("Web pages of Shop's pages");
    await see("It counts within a few seconds.");
    expect(buttons()).not.toContain("Web pages of Report");
    await press("Save");
    await until(() =>
      expect(api.changes).toEqual([
        [
          "changeKey",
          { params: { id: "Shop's pages" }, query: {}, body: { origins: ["https://shop.example"] } },
        ],
      ]),
    );
  });

  it("revoking asks first; afterwards the key stands there as revoked", async () => {
    const api = open([key("Web shop")]);
    await press("Revoke Web shop");
    await see("Whoever uses it is refused from now on.");
    expect(api.changes).toEqual([]);
    await press("Revoke");
    await until(() => expect(rows("Keys")[0]?.at(-1)).toBe("revoked"));
    expect(buttons()).not.toContain("Revoke Web shop");
  });
});

describe("stock", () => {
  type Item = z.input<Routes["putStockItem"]["answer"]>;
  const beans: Item = {
    sku: "beans-1",
    name: "Beans",
    level: 4,
    reorderPoint: 10,
    reorderQuantity: 50,
    onOrder: 50,
    supplier: "https://supplier.example/orders",
    updatedAt: "2026-01-01T00:00:00Z",
    orders: [
      {
        order: "stock.1/order.1/order",
        quantity: 50,
        state: "placed",
        reference: null,
        run: "stock.1",
        createdAt: overAnHourAgo,
      },
    ],
  };

  /** The page of stock items, and the ones there are. */
  function open(
    role: "operator" | "viewer",
    stored: Item[] = [],
    closeStockOrder: (call: { body: { as: "received" | "cancelled" } }) => Item = () => beans,
  ) {
    const api = fakeApi(role, {
      closeStockOrder,
      listStockItems: () => ({ items: stored }),
      putStockItem: ({ params, body }) => {
        const made = { ...beans, ...body, supplier: body.supplier ?? null, sku: params.id, orders: [] };
        stored.splice(0, stored.length, ...stored.filter(({ sku }) => sku !== params.id), made);
        return made;
      },
    });
    openApp("/settings/stock");
    return api;
  }

  it("shows each item with its level and the newest order", async () => {
    open("operator", [beans, { ...beans, sku: "tea-1", name: "Tea", level: "-2.5", onOrder: 0, orders: [] }]);
    await until(() =>
      expect(rows("Stock items").map((cells) => cells.slice(0, 6))).toEqual([
        ["Beansbeans-1", "4", "50", "10", "50", "50, placed, 1 hour ago"],
        ["Teatea-1", "-2.5", "0", "10", "50", "–"],
      ]),
    );
  });

  it("a new item needs a number and a name, and a supplier that is a web address", async () => {
    const api = open("operator");
    await see("Add the first item, then draw a flow that starts when its level falls.");
    await press("New item");
    await fill("Supplier", "the mill");
    await press("Save");
    await see("An item has a number of its own.");
    await see("A name has 1 to 120 characters.");
    await see("Write a web address that starts with https:// or http://.");
    await fill("SKU", "tea-1");
    await fill("Name", "Tea");
    await fill("Supplier", "");
    await press("Save");
    await until(() => expect(rows("Stock items")).toHaveLength(1));
    expect(api.changes).toEqual([
      [
        "putStockItem",
        {
          params: { id: "tea-1" },
          query: {},
          body: { name: "Tea", level: 0, reorderPoint: 10, reorderQuantity: 50, supplier: null },
        },
      ],
    ]);
  });

  it("an order that came is closed by who knows", async () => {
    const stored = [beans];
    const api = open("operator", stored, ({ body }) => {
      const closed = {
        ...beans,
        onOrder: 0,
        orders: beans.orders.map((order) => ({ ...order, state: body.as })),
      };
      stored.splice(0, 1, closed);
      return closed;
    });
    await press("Edit Beans");
    await press("Order of 50 came");
    await until(() => expect(rows("Stock items")[0]?.[2]).toBe("0"));
    expect(api.changes[0]).toMatchObject([
      "closeStockOrder",
      { params: { id: "beans-1" }, body: { order: "stock.1/order.1/order", as: "received" } },
    ]);
  });

  it("a change of an item keeps what was not touched", async () => {
    const api = open("operator", [beans]);
    await press("Edit Beans");
    await fill("Level", "70");
    await press("Save");
    await until(() => expect(rows("Stock items")[0]?.[1]).toBe("70"));
    expect(api.changes[0]?.[1]).toMatchObject({
      params: { id: "beans-1" },
      body: { name: "Beans", level: 70, supplier: "https://supplier.example/orders" },
    });
  });

  it("a viewer may look and is offered no change", async () => {
    open("viewer", [beans]);
    await see("beans-1");
    expect(buttons()).not.toContain("New item");
    expect(buttons()).not.toContain("Edit Beans");
  });
});

describe("addresses without mail", () => {
  it("mail is allowed again for an address that was suppressed", async () => {
    const suppressed = ["ada@example.com", "ben@example.com"];
    const api = fakeApi("operator", {
      listSuppressions: () => ({
        items: suppressed.map((address) => ({
          address,
          reason: "unsubscribed",
          run: null,
          createdAt: "2020-01-01T00:00:00Z",
        })),
        next: null,
      }),
      deleteSuppression: ({ params }) => {
        suppressed.splice(suppressed.indexOf(params.id), 1);
      },
    });
    openApp("/settings/suppressions");
    await press("Allow mail to ada@example.com");
    await until(() =>
      expect(rows("Addresses without mail").map(([address]) => address)).toEqual(["ben@example.com"]),
    );
    expect(screen()).toContain("Mail is allowed again");
    expect(api.changes).toEqual([
      ["deleteSuppression", { params: { id: "ada@example.com" }, query: {}, body: undefined }],
    ]);
  });

  it("whoever may not allow mail is not offered it", async () => {
    fakeApi("viewer", {
      listSuppressions: () => ({
        items: [
          {
            address: "ada@example.com",
            reason: "unsubscribed",
            run: null,
            createdAt: "2020-01-01T00:00:00Z",
          },
        ],
        next: null,
      }),
    });
    openApp("/settings/suppressions");
    await see("ada@example.com");
    expect(buttons()).not.toContain("Allow mail to ada@example.com");
  });
});
