import { describe, it } from "vitest";
import { playInMemory } from "./play-in-memory.ts";
import { storeScenarios } from "./scenarios.ts";

describe("the model store", () => {
  for (const scenario of storeScenarios) it(scenario.name, () => playInMemory(scenario));
});
