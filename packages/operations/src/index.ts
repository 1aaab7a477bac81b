// How a process stands in its installation: its environment, whether it can work, and when it should be replaced.
export { readEnvironment, sharedVariables, variable } from "./environment.ts";
export type { Environment } from "./environment.ts";
export { createRegistry, livez, readyz } from "./health.ts";
export { postgresDependency } from "./postgres-dependency.ts";
export { createReadiness } from "./readiness.ts";
export type { Dependency, Readiness } from "./readiness.ts";
