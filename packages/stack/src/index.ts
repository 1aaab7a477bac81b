// The parts of the local stack that tests and tools start on their own.
export { startMail } from "./mail.ts";
export type { MailInbox, MailMessage, MailOptions } from "./mail.ts";
export { findTemporalCli } from "./temporal-cli.ts";
export { startPostgres } from "./postgres.ts";
export type { PostgresOptions, PostgresServer } from "./postgres.ts";
export { startTemporal } from "./temporal.ts";
export type { TemporalOptions, TemporalServer } from "./temporal.ts";
