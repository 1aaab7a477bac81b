import { describe, expect, it } from "vitest";
import { planFromText } from "../testing/index.ts";
import { createSimulation, simulate } from "./index.ts";
import type { Scenario } from "./index.ts";

const plan = planFromText(`
  cart: event cart.updated -> ordered
  ordered: wait order.placed/ordered timeout=PT30M on="event.data.id=trigger.data.id" -> ordered done, timeout offer
  offer: do -> done
  done: end recovered
`);
const scenario: Scenario = { entry: { type: "cart.updated", subject: "c1", data: { id: "k1" } } };
const startAt = Date.parse("2026-01-05T10:00:00Z");

describe("createSimulation()", () => {
  it("plays one turn at a time and tells where the run stands between them", () => {
    const simulation = createSimulation(plan, scenario);
    const told: string[] = [];
    do {
      const { standing, steps } = simulation.story();
      told.push(`${(simulation.now - startAt) / 60_000} min, ${steps.length} steps: ${standing}`);
    } while (simulation.step());
    expect(told).toEqual([
      "0 min, 0 steps: cart: runs",
      "0 min, 2 steps: ordered: waits for order.placed until 2026-01-05T10:30:00.000Z",
      "30 min, 2 steps: ordered: waits for order.placed until 2026-01-05T10:30:00.000Z",
      "30 min, 4 steps: offer: runs",
      "30 min, 6 steps: ends",
    ]);
    expect(simulation.story()).toMatchObject({ outcome: "recovered", standing: "ended" });
  });

  it("can be left alone and resumed: each is a world of its own", () => {
    const [one, two] = [createSimulation(plan, scenario), createSimulation(plan, scenario)];
    one.step();
    const before = structuredClone(one.story());
    while (two.step()) continue;
    expect(one.story()).toEqual(before);
    while (one.step()) continue;
    expect(one.story()).toEqual(two.story());
    expect(two.story()).toEqual(simulate(plan, scenario));
  });

  it("has nothing to play once the run has ended, or never began", () => {
    const ended = createSimulation(plan, scenario);
    while (ended.step()) continue;
    const story = ended.story();
    expect(ended.step()).toBe(false);
    expect(ended.story()).toEqual(story);
    const never = createSimulation(plan, { entry: { type: "other" } });
    expect([never.step(), never.now]).toEqual([false, startAt]);
  });

  it("does not change what it plays", () => {
    const frozen = freeze(structuredClone(scenario));
    expect(simulate(freeze(structuredClone(plan)), frozen).outcome).toBe("recovered");
  });
});

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
