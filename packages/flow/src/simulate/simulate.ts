import type { Plan } from "../plan.ts";
import { createSimulation } from "./create-simulation.ts";
import type { SimulatedRun, SimulationOptions } from "./create-simulation.ts";
import type { Scenario } from "./scenario.ts";

/** Plays a scenario to its end. */
export function simulate(plan: Plan, scenario: Scenario, options: SimulationOptions = {}): SimulatedRun {
  const simulation = createSimulation(plan, scenario, options);
  while (simulation.step()) continue;
  return simulation.story();
}
