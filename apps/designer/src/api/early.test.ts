import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { firstPageAt } from "../first-page.ts";
import { call } from "./client.ts";
import { askEarly } from "./early.ts";

let urls: string[];
beforeEach(() => {
  urls = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (url: string) => {
    urls.push(url);
    return Promise.resolve(new Response("[]", { status: 200 }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Asks as the app does; what comes back is no matter. */
const ask = async (...args: Parameters<typeof call>): Promise<unknown> =>
  call(...args).catch((error: unknown) => error);

it("what the first page needs is asked for once, by the addresses that the app asks by", async () => {
  askEarly([
    ...firstPageAt("/flows/cart-recovery").asks,
    ...firstPageAt("/flows/cart/versions/3").asks,
    ...firstPageAt("/runs/r-1").asks,
  ]);
  const before = [...urls];
  await ask("me");
  await ask("getFlow", { params: { key: "cart-recovery" } });
  await ask("getVersion", { params: { key: "cart", version: 3 } });
  await ask("getRun", { params: { id: "r-1" } });
  await ask("listNodeTypes");
  expect(urls).toEqual(before);
  expect(new Set(urls).size).toBe(5);
});

it("an answer is taken once, and not when it has become old", async () => {
  askEarly(["/api/me"]);
  await ask("me");
  await ask("me");
  expect(urls).toHaveLength(2);
  askEarly(["/api/me"]);
  vi.advanceTimersByTime(6_000);
  await ask("me");
  expect(urls).toHaveLength(4);
});

it("a page without needs of its own asks who is signed in", () => {
  expect(firstPageAt("/settings").asks).toEqual(["/api/me"]);
});
