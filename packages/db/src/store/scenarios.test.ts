// The truth table, as the model store passes it too, on a real database each.
import { storeScenarios } from "@throughline/simulation";
import { describe, expect, it } from "vitest";
import { brokenRules, createWorld, publishPlan } from "./test-world.ts";

describe("the store on Postgres", () => {
  it.each(storeScenarios)(
    "$name",
    async ({ run }) => {
      const world = await createWorld();
      try {
        await run(world.store, {
          publish: (plan) => publishPlan(world, plan),
          now: async () => {
            const [row] = await world.database.sql<{ now: number }[]>`
              select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`;
            return row?.now ?? 0;
          },
        });
        expect(await brokenRules(world)).toEqual({});
      } finally {
        await world.close();
      }
    },
    60_000,
  );
});
