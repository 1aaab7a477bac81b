export * from "./assert-durable.ts";
export { connect } from "./connect.ts";
export type { ConnectOptions, Sql, Transaction } from "./connect.ts";
export { SchemaError, migrate, schemaState, waitForSchema } from "./migrate.ts";
export * from "./queries/index.ts";
export * as schema from "./schema/index.ts";
export * from "./queries/needed-node-types.ts";
export * from "./queries/write-shown.ts";
export * from "./queries/write-visits.ts";
