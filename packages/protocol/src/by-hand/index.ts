export * from "./escalate-task.ts";
export * from "./pause-flow.ts";
export * from "./retry-delivery.ts";
export * from "./retry-start.ts";
export * from "./starts-paused.ts";
