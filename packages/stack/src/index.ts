// The parts of the local stack that tests and tools start on their own.
export { buildIfChanged } from "./build.ts";
export { startMail } from "./mail.ts";
export type { MailInbox, MailMessage, MailOptions } from "./mail.ts";
export { chooseAnyPort, choosePort } from "./ports.ts";
export { startPostgres } from "./postgres.ts";
export type { PostgresOptions, PostgresServer } from "./postgres.ts";
export { readStackFile } from "./stack-file.ts";
export type { StackFile } from "./stack-file.ts";
export { startTemporal } from "./temporal.ts";
export type { TemporalOptions, TemporalServer } from "./temporal.ts";
export { findTemporalCli } from "./temporal-cli.ts";
