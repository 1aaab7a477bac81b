export * from "./decide/index.ts";
export * from "./dispatcher/index.ts";
export * from "./engine.ts";
export * from "./rows.ts";
export * from "./store.ts";
export * from "./transaction.ts";
export * from "./transactions/index.ts";
