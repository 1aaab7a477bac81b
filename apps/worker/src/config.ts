// The worker's environment, checked once at start.
import { hostname } from "node:os";
import { z } from "zod";

const DAY_MS = 86_400_000;

const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `expected a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
  });
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);

const schema = z.object({
  DATABASE_URL: url("postgres:", "postgresql:"),
  TEMPORAL_ADDRESS: z.string().regex(/^[^\s/]+:\d+$/, "expected host:port"),
  TEMPORAL_NAMESPACE: z.string().min(1).default("default"),
  TASK_QUEUE: z.string().min(1).default("throughline"),
  SMTP_URL: url("smtp:", "smtps:"),
  MAIL_FROM: z.string().min(3),
  PUBLIC_URL: url("http:", "https:").transform((text) => text.replace(/\/+$/, "")),
  /** 64 hex digits each, the first is current; never printed. */
  THROUGHLINE_SECRET_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}(,[0-9a-f]{64})*$/i, "expected 64 hex digits, older keys after a comma"),
  THROUGHLINE_NODE_PACKAGES: z.string().optional(),
  ALLOW_PRIVATE_ADDRESSES: list.default([]),
  EVENT_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).default(90),
  STEPS_AT_ONCE: z.coerce.number().int().min(1).max(1_000).default(100),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export interface Config {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly taskQueue: string;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  readonly publicUrl: string;
  readonly secretKeys: string;
  /** As it is in the environment: packages separated by commas. */
  readonly nodePackages: string | undefined;
  readonly allowPrivateAddresses: readonly string[];
  /** Events accepted before this long ago may be dropped. */
  readonly eventRetentionMs: number;
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
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")),
  );
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      ({ path, code, message }) => `${path.join(".")}: ${code === "invalid_type" ? "is missing" : message}`,
    );
    throw new TypeError(`Cannot start the worker: ${faults.join("; ")}`);
  }
  const { data } = parsed;
  return {
    databaseUrl: data.DATABASE_URL,
    temporalAddress: data.TEMPORAL_ADDRESS,
    temporalNamespace: data.TEMPORAL_NAMESPACE,
    taskQueue: data.TASK_QUEUE,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    publicUrl: data.PUBLIC_URL,
    secretKeys: data.THROUGHLINE_SECRET_KEY,
    nodePackages: data.THROUGHLINE_NODE_PACKAGES,
    allowPrivateAddresses: data.ALLOW_PRIVATE_ADDRESSES,
    eventRetentionMs: data.EVENT_RETENTION_DAYS * DAY_MS,
    stepsAtOnce: data.STEPS_AT_ONCE,
    healthPort: data.HEALTH_PORT,
    healthHost: data.HOST,
    logLevel: data.LOG_LEVEL,
    holder: `${hostname()}/${process.pid}/${Date.now().toString(36)}`,
  };
}
