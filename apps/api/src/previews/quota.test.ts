import { expect, it } from "vitest";
import { createQuota } from "./quota.ts";

it("gives each person so many in any window, and says when there is room again", () => {
  let now = 0;
  const quota = createQuota({ most: 2, windowMs: 100 }, () => now);
  expect([quota.take("a"), quota.take("b")]).toEqual([null, null]);
  now = 60;
  expect([quota.take("a"), quota.take("a")]).toEqual([null, 40]);
  now = 99;
  expect(quota.take("a")).toBe(1);
  now = 100;
  expect([quota.take("a"), quota.take("a"), quota.take("b")]).toEqual([null, 60, null]);
});
