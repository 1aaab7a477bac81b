// The simulator: a subpath, so that the sandbox never loads it.
export type * from "./scenario.ts";
export { simulate } from "./simulate.ts";
export type { Simulation, SimulationOptions } from "./simulate.ts";
