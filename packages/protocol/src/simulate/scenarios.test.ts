import { describe, it } from "vitest";
import { createRouting } from "../decide/routing.ts";
import { ModelDatabase } from "./model-database.ts";
import { createModelStore } from "./model-store.ts";
import type { ModelCaller } from "./model-store.ts";
import { storeScenarios } from "./scenarios.ts";

describe("the model store", () => {
  for (const { name, run } of storeScenarios) {
    it(name, async () => {
      const db = new ModelDatabase();
      await run(createModelStore(db, directCaller()), {
        now: () => Promise.resolve(NOW),
        publish(plan) {
          const live = { plan, planHash: "hash" };
          db.plans.set(`${plan.flow} ${plan.version}`, live);
          db.routing = createRouting(1, [live], plan.listens);
          return Promise.resolve();
        },
      });
    });
  }
});

const NOW = Date.UTC(2030, 0, 1);

/** A wire without faults and without time. */
function directCaller(): ModelCaller {
  return {
    now: () => NOW,
    call: async (_method, work) => work(),
    transact: async (_method, { begin, commit }) => commit(begin()),
    waitForNews: () => Promise.resolve(),
  };
}
