// Opens everything a process needs and closes it again, in order.
import {
  addKey,
  assertDurable,
  connect,
  createPgStore,
  findKey,
  listOrigins,
  keepKeyCheck,
  migrate,
  readChanges,
  schemaState,
} from "@throughline/db";
import type { Sql } from "@throughline/db";
import { loadNodes, sealSecret, unsealSecret } from "@throughline/nodes";
import { createIntake } from "@throughline/intake";
import { createReadiness, postgresDependency } from "@throughline/operations";
import { pino } from "pino";
import type { Logger } from "pino";
import { openIntakeStore } from "#open-intake-store";
import type { Config } from "./config.ts";
import type { Deps } from "./deps.ts";
import { hashToken } from "./http/bearer.ts";
import { createRateLimit } from "./http/rate-limit.ts";
import { KEY_PREFIX_LENGTH } from "./keys/handlers.ts";
import { createKeyRing } from "./keys/key-ring.ts";
import { createLiveFeed } from "./operations/live-feed.ts";
import { createMetrics } from "./operations/metrics.ts";
import type { Metrics } from "./operations/metrics.ts";
import { createPeople } from "./people/people.ts";
import { openMailDesk } from "./previews/mail-desk.ts";
import { createAskRun } from "./runs/ask-run.ts";

export interface OpenDeps {
  readonly deps: Deps;
  close(): Promise<void>;
}

/**
 * Migrates, checks what 202 promises and that the key fits, then opens the rest. `onStuck` is told when only a new process
 * would help.
 */
export async function openDeps(
  config: Config,
  onStuck: (reason: string, log: Logger) => void,
): Promise<OpenDeps> {
  const log = pino({
    name: "api",
    level: config.logLevel,
    redact: {
      paths: [
        "*.authorization",
        "*.cookie",
        "*.password",
        "*.secret",
        "*.token",
        "*.email",
        "err.parameters",
        "err.query",
        "err.args",
        "err.detail",
        "err.where",
      ],
      remove: true,
    },
  });
  const applied = await migrate(config.databaseUrl, { schema: config.databaseSchema });
  if (applied.length > 0) log.info({ applied }, "database migrated");
  const { sql, intakeSql } = openPools(config);
  if (!config.allowUnsafeDatabase) await assertDurable(sql);
  await assertKeyFits(sql, config);
  await registerKeys(sql, config);

  const nodes = await loadNodes(config.nodePackages);
  for (const problem of nodes.packages.flatMap(({ problems }) => problems)) log.error(problem);

  const store = createPgStore({ sql, url: config.databaseUrl, listen: false });
  const intakeStore = openIntakeStore({ sql: intakeSql, url: config.databaseUrl });
  const holder: { metrics: Metrics | null } = { metrics: null };
  const intake = createIntake(intakeStore, (...flush) => holder.metrics?.flush(...flush));
  const metrics = createMetrics(intake.queued);
  holder.metrics = metrics;
  const askRun = createAskRun(config.temporal.address, config.temporal.namespace);
  const mailDesk = openMailDesk(config);
  const live = createLiveFeed((seconds) => readChanges(sql, seconds));
  const readiness = createReadiness({
    dependencies: [postgresDependency(config.databaseUrl, () => assertCurrent(sql))],
    onStuck: (reason) => onStuck(reason, log),
  });
  const deps: Deps = {
    config,
    sql,
    store,
    nodes,
    intake,
    keys: createKeyRing({ find: (hash) => findKey(sql, hash), origins: () => listOrigins(sql) }),
    people: createPeople({ sql, publicUrl: config.publicUrl, secretKey: config.secretKey }),
    askRun,
    live,
    mailDesk,
    metrics,
    log,
    readiness,
    limits: {
      api: createRateLimit("api", config.apiPerMinute),
      events: createRateLimit("events", config.eventsPerMinute),
    },
  };
  readiness.hold("starting", null);
  return {
    deps,
    async close() {
      readiness.close();
      live.close();
      await intake.close();
      await Promise.all([askRun.close(), mailDesk.close()]);
      await Promise.all([store.close(), intakeStore.close()]);
      await Promise.all([sql.end({ timeout: 5 }), intakeSql.end({ timeout: 5 })]);
    },
  };
}

/** A database that somebody set back is none to serve from. */
async function assertCurrent(sql: Sql): Promise<void> {
  if ((await schemaState(sql)) === "behind") throw new Error("it is not migrated to this version");
}

/** Commits have connections of their own, so that a slow list never stands before an event. */
function openPools({ databaseUrl, databaseSchema }: Config): { readonly sql: Sql; readonly intakeSql: Sql } {
  const common = { schema: databaseSchema, statementTimeoutMs: 10_000 };
  return {
    sql: connect(databaseUrl, {
      ...common,
      max: 12,
      applicationName: "throughline-api",
      // Publishing and pausing wait for each other and for the matcher; beyond this they are told to come back.
      lockTimeoutMs: 8_000,
    }),
    intakeSql: connect(databaseUrl, {
      ...common,
      max: 3,
      applicationName: "throughline-api-intake",
      lockTimeoutMs: 5_000,
    }),
  };
}

/** A wrong key must be found now, not when the first secret does not open. */
async function assertKeyFits(sql: Sql, config: Config): Promise<void> {
  const place = { name: "key-check", version: 1 };
  const known = "throughline";
  const [current] = config.sealingKeys;
  const sealed = sealSecret(config.sealingKeys, place, known);
  const check = await keepKeyCheck(sql, current.kid, sealed);
  const missing = check.others.filter((kid) => !config.sealingKeys.some((key) => key.kid === kid));
  if (missing.length > 0) {
    throw new Error(
      `Cannot start with this THROUGHLINE_SECRET_KEY: the database was used with key ${missing.join(", ")}, add that key at the end of the list`,
    );
  }
  if (unsealSecret(config.sealingKeys, place, check.sealed) !== known) {
    throw new Error("Cannot start with this THROUGHLINE_SECRET_KEY: it does not open what it sealed before");
  }
}

/** The keys that configuration gives, by their hashes. */
async function registerKeys(sql: Sql, config: Config): Promise<void> {
  const common = { sources: [], by: "configuration" };
  if (config.adminKey !== null) {
    await addKey(sql, {
      ...common,
      id: "configured-admin",
      kind: "api",
      name: "configured admin key",
      role: "admin",
      prefix: config.adminKey.slice(0, KEY_PREFIX_LENGTH),
      hash: hashToken(config.adminKey),
    });
  }
  if (config.writeKey !== null) {
    await addKey(sql, {
      ...common,
      id: "configured-write",
      kind: "write",
      name: "configured write key",
      role: "write",
      prefix: config.writeKey.slice(0, KEY_PREFIX_LENGTH),
      hash: hashToken(config.writeKey),
    });
  }
}
