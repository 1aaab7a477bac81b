export * from "./events.ts";
export * from "./flows.ts";
export * from "./problem.ts";
export * from "./rest.ts";
export * from "./route.ts";
export * from "./routes.ts";
export * from "./runs.ts";
export * from "./tasks.ts";
