// Opens everything a worker process needs, in the order in which one part needs another, and closes it in reverse.
import type { NativeConnection } from "@temporalio/worker";
import { connect, createPgStore, readBacklog, waitForSchema, writeShown, writeVisits } from "@throughline/db";
import type { Sql } from "@throughline/db";
import { loadNodes } from "@throughline/nodes";
import type { NodePackage, NodeRegistry } from "@throughline/nodes";
import { createReadiness, postgresDependency } from "@throughline/operations";
import type { Dependency, Readiness } from "@throughline/operations";
import type { Store } from "@throughline/protocol";
import type { Logger } from "pino";
import { createStepActivities } from "./activities/run-step.ts";
import type { Config } from "./config.ts";
import { startKeepingTables } from "./dispatcher/keep-tables-loop.ts";
import { startDispatcher } from "./dispatcher/start-dispatcher.ts";
import { toSubjectKey } from "./dispatcher/subject-text.ts";
import { createTemporalEngine } from "./dispatcher/temporal-engine.ts";
import { createStepGuard } from "./isolation/step-guard.ts";
import type { StepGuard } from "./isolation/step-guard.ts";
import { startHealthServer } from "./health-server.ts";
import type { HealthServer } from "./health-server.ts";
import { createPorts } from "./ports/index.ts";
import { createProjection } from "./projection.ts";
import { createProtocolSteps } from "./protocol-steps.ts";
import { connectTemporal } from "./temporal/connect-temporal.ts";
import { runTemporalWorker } from "./temporal/run-temporal-worker.ts";
import type { TemporalWorker } from "./temporal/run-temporal-worker.ts";
import { temporalDependency } from "./temporal/temporal-dependency.ts";
import { toTemporalLogger } from "./temporal/temporal-logger.ts";
import { loadWorkflowBundle } from "./temporal/workflow-bundle.ts";
import { untilItWorks } from "./until-it-works.ts";
import { watchNodeTypes } from "./watch-node-types.ts";
import { joinActivities } from "./worker-activities.ts";

export interface RunningWorker {
  /** Where /readyz answers; undefined without a health port. */
  readonly healthPort: number | undefined;
  /** What keeps the worker from working; empty when it works. */
  readonly reasons: () => readonly string[];
  /** Takes nothing new, lets what runs finish, closes everything. */
  readonly drain: () => Promise<void>;
}

/** What the opening steps share. */
interface Opening {
  readonly config: Config;
  readonly log: Logger;
  readonly sql: Sql;
  readonly readiness: Readiness;
  readonly dependencies: Dependency[];
  /** Run in reverse. */
  readonly closers: (() => Promise<void> | void)[];
  readonly signal: AbortSignal;
  /** What `/statusz` says, as far as it is known. */
  readonly noted: { packages: readonly NodePackage[] };
  readonly guard: StepGuard;
  readonly onStuck: (reason: string) => void;
}

/**
 * Starts the worker. Resolves when the health server listens; the rest waits for Postgres, the schema and Temporal as
 * long as it takes. `onStuck` is told when only a new process would help.
 */
export async function startWorker(
  config: Config,
  log: Logger,
  onStuck: (reason: string) => void,
  guard: StepGuard = createStepGuard(log),
): Promise<RunningWorker> {
  const stopping = new AbortController();
  const sql = connect(config.databaseUrl, {
    schema: config.databaseSchema,
    max: 20,
    applicationName: "throughline-worker",
  });
  const dependencies: Dependency[] = [postgresDependency(config.databaseUrl, () => sql`select 1`)];
  const readiness = createReadiness({ dependencies, onStuck });
  const closers: Opening["closers"] = [() => sql.end({ timeout: 5 }), () => readiness.close()];
  const opening: Opening = {
    config,
    log,
    sql,
    readiness,
    dependencies,
    closers,
    signal: stopping.signal,
    noted: { packages: [] },
    guard,
    onStuck,
  };
  const health = await openHealth(opening);
  const opened = open(opening).catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    log.fatal({ err: error }, "could not start");
    onStuck(error instanceof Error ? error.message : String(error));
  });
  return {
    healthPort: health?.port,
    reasons: () => readiness.reasons(),
    async drain() {
      stopping.abort(new Error("the worker is stopping"));
      readiness.hold("stopping", "the worker is stopping");
      await opened;
      for (const close of closers.toReversed()) await close();
    },
  };
}

async function openHealth({
  config,
  sql,
  readiness,
  closers,
  noted,
  guard,
}: Opening): Promise<HealthServer | undefined> {
  if (config.healthPort === undefined) return undefined;
  const startedAt = new Date().toISOString();
  const server = await startHealthServer({
    port: config.healthPort,
    host: config.healthHost,
    readiness,
    numbers: async () => {
      const backlog = await readBacklog(sql).catch(() => ({}));
      const named = Object.entries(backlog).map(([name, value]) => [toMetricName(name), value]);
      return { ...Object.fromEntries(named), ...guard.numbers() };
    },
    facts: () => ({
      holder: config.holder,
      startedAt,
      taskQueue: config.taskQueue,
      namespace: config.temporalNamespace,
      nodePackages: noted.packages,
      nodeTrouble: guard.facts(),
    }),
  });
  closers.push(() => server.close());
  return server;
}

async function open(opening: Opening): Promise<void> {
  const { config, log, sql, readiness, dependencies, closers, signal, noted, guard } = opening;
  const nodes = await loadNodes(config.nodePackages);
  noted.packages = nodes.packages;
  closers.push(() => guard.close());
  // Our own node types block nobody; a look at every callback is worth it for the code of others.
  if (nodes.packages.length > 0) guard.watchLoop();
  for (const problem of nodes.packages.flatMap(({ problems }) => problems)) log.error(problem);
  await untilItWorks(() => waitForSchema(sql, signal), {
    signal,
    onRetry: (error) => log.warn({ err: error }, "waiting for Postgres"),
  });
  const connection = await untilItWorks(
    () => connectTemporal(config.temporalAddress, config.temporalNamespace, signal),
    {
      signal,
      onRetry: (error) => log.warn({ err: error }, "waiting for Temporal"),
    },
  );
  closers.push(() => connection.close());
  dependencies.push(temporalDependency(connection, config.temporalAddress, config.temporalNamespace));
  const watching = watchNodeTypes({ sql, nodes, readiness, log, signal });
  closers.push(() => watching);

  const store = createPgStore({ sql, url: config.databaseUrl });
  closers.push(() => store.close());
  const worker = await openTemporalWorker(opening, { connection, nodes, store });
  closers.push(() => worker.close());
  const engine = createTemporalEngine({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: config.taskQueue,
    publicUrl: config.publicUrl,
    subjectKey: toSubjectKey(config.secretKeys),
    eagerStart: true,
  });
  const dispatcher = startDispatcher({ store, engine, holder: config.holder, log });
  closers.push(() => dispatcher.close());
  const keeper = startKeepingTables({ ...config, sql, log });
  closers.push(() => keeper.close());
  signal.throwIfAborted();
  readiness.hold("starting", null);
  log.info(
    { temporal: config.temporalAddress, taskQueue: config.taskQueue, nodeTypes: nodes.types.length },
    "ready",
  );
}

interface WorkerParts {
  readonly connection: NativeConnection;
  readonly nodes: NodeRegistry;
  readonly store: Store;
}

async function openTemporalWorker(
  opening: Opening,
  { connection, nodes, store }: WorkerParts,
): Promise<TemporalWorker> {
  const { config, log, sql, closers, guard, onStuck } = opening;
  const ports = createPorts({ ...config, sql, store });
  closers.push(() => ports.close());
  const projection = createProjection({
    writeVisits: (rows) => writeVisits(sql, rows),
    writeShown: (rows) => writeShown(sql, rows),
    onError: (error) => log.warn({ err: error }, "could not write what runs say of themselves"),
  });
  closers.push(() => projection.close());
  const steps = createStepActivities({
    nodes,
    store,
    ports,
    guard,
    log: (message, fields) => log.info(fields, message),
  });
  const protocolSteps = createProtocolSteps({
    store,
    renderText: (text, scope) => ports.renderer.renderText(text, scope),
    keepSent: (row) =>
      ports
        .keepSent(row)
        .catch((error: unknown) =>
          log.warn({ run: row.run, step: row.step, err: error }, "what a step sent could not be kept"),
        ),
    onRenderError: (where, error) =>
      log.warn({ ...where, err: error }, "a task is shown with its text as drawn"),
  });
  return runTemporalWorker(
    {
      connection,
      namespace: config.temporalNamespace,
      taskQueue: config.taskQueue,
      workflowBundle: await loadWorkflowBundle({ logger: toTemporalLogger(log) }),
      activities: joinActivities(protocolSteps, steps),
      sinks: projection.sinks,
      maxConcurrentActivityTaskExecutions: config.stepsAtOnce,
    },
    (error) =>
      onStuck(`the Temporal worker ended: ${error instanceof Error ? error.message : String(error)}`),
  );
}

function toMetricName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
