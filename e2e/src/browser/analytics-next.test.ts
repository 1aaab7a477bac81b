// A shop's page in Chromium, with Segment's client for browsers as it is published, sends to an installation elsewhere.
import { createServer } from "node:http";
import type { Server } from "node:http";
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../client.ts";
import { eventually } from "../eventually.ts";
import { type Installation, startInstallation } from "../installation.ts";
import { type OpenBrowser, openBrowser } from "./browser.ts";

/** The build for script tags; its package names only the modules. */
const BUNDLE = createRequire(import.meta.url)
  .resolve("@segment/analytics-next")
  .replace(/dist\/.*$/, "dist/umd/index.js");

let installation: Installation;
let open: OpenBrowser;
let shop: Server;
let origin: string;
beforeAll(async () => {
  open = await openBrowser();
  installation = await startInstallation({ workers: 0 });
  const script = await readFile(BUNDLE);
  shop = createServer((request, response) => {
    if (request.url === "/analytics.js")
      response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    else response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
  });
  shop.listen(0, "127.0.0.1");
  await once(shop, "listening");
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`; // it listens on TCP
}, 120_000);
afterAll(async () => {
  await open?.browser.close();
  shop?.close();
  await installation?.close();
}, 60_000);

const PAGE =
  '<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script src="/analytics.js"></script>';

interface Sent {
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly data: { readonly context?: { readonly page?: { readonly title?: string } } };
}

/** What the page does, in the page: nothing is waited for, because a client that is refused never says so. */
async function visit(key: string, userId: string): Promise<void> {
  const settings = JSON.stringify({ writeKey: key, cdnURL: installation.api });
  await open.page.goto(origin);
  await open.page.evaluate(`{
    const client = AnalyticsNext.AnalyticsBrowser.load(${settings});
    client.identify("${userId}", { plan: "pro" });
    client.track("Order Completed", { total: 12.5 });
    client.page("Home");
    client.group("g-1", { seats: 3 });
    client.alias("${userId}", "anonymous-1");
    undefined; // what the page is left with: a promise would be waited for
  }`);
}

test("Segment's client for browsers sends what a visitor does, where the key names the page", async () => {
  const client = createClient(installation);
  const made = await client.send<{ key: string }>("POST", "/api/keys", {
    kind: "write",
    name: "Pages",
    sources: ["shop-pages"],
    origins: [origin],
  });
  await visit(made.key, "visitor-1");
  let events: readonly Sent[] = [];
  await eventually("the visit arrived", async () => {
    events = (await client.get<{ items: Sent[] }>("/api/events?subject=visitor-1")).items;
    return events.length === 5;
  });
  // Each call is a request of its own, so their order is not promised.
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set(["profile.identified", "Order Completed", "page", "group", "alias"]),
  );
  expect(new Set(events.map(({ source }) => source))).toEqual(new Set(["shop-pages"]));
  expect(events.find(({ type }) => type === "Order Completed")?.data.context?.page?.title).toBe("Shop");
  expect(open.complaints).toEqual([]);

  const unnamed = await client.send<{ key: string }>("POST", "/api/keys", {
    kind: "write",
    name: "Servers",
    sources: [],
  });
  await visit(unnamed.key, "visitor-2");
  await eventually("the page was refused", () =>
    open.complaints.join("\n").includes("blocked by CORS policy"),
  );
  expect((await client.get<{ items: Sent[] }>("/api/events?subject=visitor-2")).items).toEqual([]);
});
