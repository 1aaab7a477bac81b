import { expect, it } from "vitest";
import { createBoundedCounts } from "./bounded-counts.ts";

const counting = (most: number) => {
  let now = 0;
  const counts = createBoundedCounts({ windowMs: 60_000, most }, () => now);
  return {
    counts,
    hit: async (key: string) => (await counts.increment(key)).totalHits,
    pass: (ms: number) => (now += ms),
  };
};

it("counts each key until its window ends", async () => {
  const { hit, pass } = counting(10);
  expect([await hit("a"), await hit("a"), await hit("b")]).toEqual([1, 2, 1]);
  pass(59_999);
  expect(await hit("a")).toBe(3);
  pass(1);
  expect(await hit("a")).toBe(1);
});

it("does not count what is taken back", async () => {
  const { counts, hit } = counting(10);
  await hit("a");
  await counts.decrement("a");
  await counts.decrement("a");
  expect(await hit("a")).toBe(1);
});

it("keeps no more keys than it may: the oldest is forgotten", async () => {
  const { hit } = counting(3);
  for (const key of ["a", "b", "c"]) await hit(key);
  expect(await hit("c")).toBe(2);
  expect(await hit("b")).toBe(2);
  await hit("d");
  expect([await hit("b"), await hit("c")]).toEqual([3, 3]);
  expect(await hit("a")).toBe(1);
});
