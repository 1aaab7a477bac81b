// Every table of the database, one file a noun. Migrations make the tables; schema.test.ts holds these declarations to what
// they made. Lists and forms work through them, the protocol's transactions are SQL (docs/decisions/006).
export * from "./audit.ts";
export * from "./effects.ts";
export * from "./events.ts";
export * from "./flows.ts";
export * from "./hooks.ts";
export * from "./keys.ts";
export * from "./messages.ts";
export * from "./migrations.ts";
export * from "./offers.ts";
export * from "./people.ts";
export * from "./profiles.ts";
export * from "./request-keys.ts";
export * from "./runs.ts";
export * from "./secrets.ts";
export * from "./stock.ts";
export * from "./tasks.ts";
