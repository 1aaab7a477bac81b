export * from "./create-memory-store.ts";
export * from "./memory-database.ts";
export * from "./memory-match.ts";
export * from "./memory-rules.ts";
