import { setTimeout as sleep } from "node:timers/promises";
import { neededNodeTypes, readLastRouting } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { Logger } from "pino";
import type { Readiness } from "@throughline/operations";
import { describeMissingTypes } from "./missing-node-types.ts";
import type { ShipsNodeTypes } from "./missing-node-types.ts";
import { untilItWorks } from "./until-it-works.ts";

export interface WatchOptions {
  readonly sql: Sql;
  readonly nodes: ShipsNodeTypes;
  readonly readiness: Pick<Readiness, "hold">;
  readonly log: Logger;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

const EVERY_MS = 5_000;

export interface TypeWatch {
  /** Resolves when nothing that runs or is live needs a type that this worker lacks; rejects when the watch ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * Keeps the worker unready, naming them, while open runs or live versions need node types it lacks: it would park runs.
 * What is needed grows only by a publish, so that the plans are read again only after one, or while something is missing.
 */
export function watchNodeTypes({
  sql,
  nodes,
  readiness,
  log,
  signal,
  everyMs = EVERY_MS,
}: WatchOptions): TypeWatch {
  let seen = { routing: -1, missing: null as string | null };

  async function look(): Promise<void> {
    // Before the plans: a publish in between is seen by the next look.
    const routing = await readLastRouting(sql);
    if (routing === seen.routing && seen.missing === null) return;
    const missing = describeMissingTypes(await neededNodeTypes(sql), nodes);
    if (missing !== null && missing !== seen.missing) log.error(missing);
    readiness.hold("node-types", missing);
    seen = { routing, missing };
  }

  const lookUntilItWorks = (): Promise<void> =>
    untilItWorks(look, {
      signal,
      onRetry: (error) => log.warn({ err: error }, "could not see which node types are needed"),
      retryMs: everyMs,
    });

  async function untilNoneIsMissing(): Promise<void> {
    await lookUntilItWorks();
    while (seen.missing !== null) {
      await sleep(everyMs, undefined, { signal });
      await lookUntilItWorks();
    }
  }

  async function goOn(): Promise<never> {
    for (;;) {
      await sleep(everyMs, undefined, { signal });
      await lookUntilItWorks();
    }
  }

  const ready = untilNoneIsMissing();
  // Only its signal ends it.
  const ended = ready.then(goOn).catch(() => undefined);
  return { ready, ended };
}
