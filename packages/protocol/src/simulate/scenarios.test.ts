import { describe, it } from "vitest";
import { playOnModel } from "./play-on-model.ts";
import { storeScenarios } from "./scenarios.ts";

describe("the model store", () => {
  for (const scenario of storeScenarios) it(scenario.name, () => playOnModel(scenario));
});
