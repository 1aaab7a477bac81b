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
  readonly readiness: Pick<Readiness, "limit">;
  readonly log: Logger;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

const EVERY_MS = 5_000;

/**
 * Keeps the worker unready, naming them, while open runs or live versions need node types it lacks, so that no roll-out
 * goes on; it works on everything else meanwhile, and steps of those types park. Resolves when the watch has ended.
 * What is needed grows only by a publish, so that the plans are read again only after one, or while something is missing.
 */
export function watchNodeTypes({
  sql,
  nodes,
  readiness,
  log,
  signal,
  everyMs = EVERY_MS,
}: WatchOptions): Promise<void> {
  let seen = { routing: -1, missing: null as string | null };

  async function look(): Promise<void> {
    // Before the plans: a publish in between is seen by the next look.
    const routing = await readLastRouting(sql);
    if (routing === seen.routing && seen.missing === null) return;
    const missing = describeMissingTypes(await neededNodeTypes(sql), nodes);
    if (missing !== null && missing !== seen.missing) log.error(missing);
    readiness.limit("node-types", missing);
    seen = { routing, missing };
  }

  const lookUntilItWorks = (): Promise<void> =>
    untilItWorks(look, {
      signal,
      onRetry: (error) => log.warn({ err: error }, "could not see which node types are needed"),
      retryMs: everyMs,
    });

  async function goOn(): Promise<never> {
    for (;;) {
      await lookUntilItWorks();
      await sleep(everyMs, undefined, { signal });
    }
  }

  // Only its signal ends it.
  return goOn().catch(() => undefined);
}
