// The tables that lists and forms work on, for drizzle; the protocol's own tables are touched by the store alone.
export * from "./effects.ts";
export * from "./events.ts";
export * from "./flows.ts";
export * from "./people.ts";
export * from "./runs.ts";
export * from "./tasks.ts";
