import { expect, it } from "vitest";
import { createBoundedCounts } from "./bounded-counts.ts";

const counting = (most: number) => {
  let now = 0;
  const counts = createBoundedCounts({ windowMs: 60_000, most }, () => now);
  return {
    counts,
    hit: (key: string) => counts.count(key).hits,
    pass: (ms: number) => (now += ms),
  };
};

it("counts each key until its window ends", () => {
  const { hit, pass } = counting(10);
  expect([hit("a"), hit("a"), hit("b")]).toEqual([1, 2, 1]);
  pass(59_999);
  expect(hit("a")).toBe(3);
  pass(1);
  expect(hit("a")).toBe(1);
});

it("does not count what is taken back", () => {
  const { counts, hit } = counting(10);
  hit("a");
  counts.uncount("a");
  counts.uncount("a");
  expect(hit("a")).toBe(1);
});

it("keeps no more keys than it may: the oldest is forgotten", () => {
  const { hit } = counting(3);
  for (const key of ["a", "b", "c"]) hit(key);
  expect(hit("c")).toBe(2);
  expect(hit("b")).toBe(2);
  hit("d");
  expect([hit("b"), hit("c")]).toEqual([3, 3]);
  expect(hit("a")).toBe(1);
});
