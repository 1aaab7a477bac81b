// The worker's environment, checked once at start.
import { hostname } from "node:os";
import { readEnvironment, sharedVariables, variable } from "@throughline/operations";
import type { Environment } from "@throughline/operations";
import { z } from "zod";

const DAY_MS = 86_400_000;

/** The worker's own variables beside the shared ones. */
const variables = {
  ...sharedVariables,
  TASK_QUEUE: z.string().min(1).default("throughline"),
  SMTP_URL: variable.url("smtp:", "smtps:"),
  MAIL_FROM: z.string().min(3),
  ALLOW_PRIVATE_ADDRESSES: variable.list.default([]),
  EVENT_RETENTION_DAYS: variable.count(1, 36_500).default(90),
  AUDIT_RETENTION_DAYS: variable.count(1, 36_500).default(400),
  STEPS_AT_ONCE: variable.count(1, 1_000).default(100),
  HEALTH_PORT: variable.port.optional(),
};

export interface Config {
  readonly databaseUrl: string;
  /** The schema that holds the tables: one database may hold several environments. */
  readonly databaseSchema: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly taskQueue: string;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  readonly publicUrl: string;
  readonly secretKeys: string;
  /** The packages as they are in the environment, separated by commas, and where they are. */
  readonly nodePackages: { readonly names: string | undefined; readonly folder: string };
  readonly allowPrivateAddresses: readonly string[];
  /** Events accepted before this long ago may be dropped. */
  readonly eventRetentionMs: number;
  /** Rows of the trail of who changed what that are older than this are deleted. */
  readonly auditRetentionMs: number;
  /** Steps that one process runs at the same time, quick ones aside: also how many may be in doubt after a kill. */
  readonly stepsAtOnce: number;
  /** Absent: no health server. */
  readonly healthPort: number | undefined;
  readonly healthHost: string;
  readonly logLevel: string;
  /** Who this process is in leases and claims. */
  readonly holder: string;
}

/** Reads the environment; throws a TypeError that names every variable that is not right, never a value. */
export function readConfig(env: Environment): Config {
  const data = readEnvironment("worker", variables, env);
  return {
    databaseUrl: data.DATABASE_URL,
    databaseSchema: data.DATABASE_SCHEMA,
    temporalAddress: data.TEMPORAL_ADDRESS,
    temporalNamespace: data.TEMPORAL_NAMESPACE,
    taskQueue: data.TASK_QUEUE,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    publicUrl: data.PUBLIC_URL,
    secretKeys: data.THROUGHLINE_SECRET_KEY,
    nodePackages: { names: data.THROUGHLINE_NODE_PACKAGES, folder: data.THROUGHLINE_NODE_FOLDER },
    allowPrivateAddresses: data.ALLOW_PRIVATE_ADDRESSES,
    eventRetentionMs: data.EVENT_RETENTION_DAYS * DAY_MS,
    auditRetentionMs: data.AUDIT_RETENTION_DAYS * DAY_MS,
    stepsAtOnce: data.STEPS_AT_ONCE,
    healthPort: data.HEALTH_PORT,
    healthHost: data.HOST,
    logLevel: data.LOG_LEVEL,
    holder: `${hostname()}/${process.pid}/${Date.now().toString(36)}`,
  };
}
