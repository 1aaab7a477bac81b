import { describe, expect, it } from "vitest";
import { FAILED_SEEDS } from "./failed-seeds.ts";
import { runWorld } from "./run-world.ts";

const SEEDS = 200;

describe("the simulation", () => {
  it("keeps every promise under the seeds that once failed and 200 more", async () => {
    const seeds = [...FAILED_SEEDS, ...Array.from({ length: SEEDS }, (_, index) => index + 1)];
    for (const seed of seeds) {
      const { violations } = await runWorld(seed);
      expect(violations, `seed ${seed}`).toEqual([]);
    }
  }, 120_000);

  it("is the same world for the same seed, to the letter", async () => {
    const [first, second] = [await runWorld(7, { isTracing: true }), await runWorld(7, { isTracing: true })];
    expect(second.trace).toEqual(first.trace);
    expect(second.steps).toBe(first.steps);
  });
});
