// The simulator: a subpath, so that the sandbox never loads it.
export { createSimulation } from "./create-simulation.ts";
export type { SimulatedRun, Simulation, SimulationOptions } from "./create-simulation.ts";
export type * from "./scenario.ts";
export { simulate } from "./simulate.ts";
