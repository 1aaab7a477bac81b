import { setTimeout as sleep } from "node:timers/promises";
import { keepPartitions, pruneAudit } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { Logger } from "pino";
import { untilItWorks } from "../until-it-works.ts";

export interface KeepingOptions {
  readonly sql: Sql;
  /** Events accepted before this long ago may be dropped. */
  readonly eventRetentionMs: number;
  /** Rows of the trail of who changed what that are older than this are deleted. */
  readonly auditRetentionMs: number;
  readonly log: Logger;
  /** Default: an hour, in which no installation fills the room ahead. */
  readonly everyMs?: number;
}

const HOUR_MS = 3_600_000;
const RETRY_MS = 60_000;

/** Makes room for events and lets go of what is past its retention, now and every hour, in any number of processes. */
export function startKeepingTables({ log, everyMs = HOUR_MS, ...options }: KeepingOptions): {
  close(): Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const keeping = (async () => {
    for (;;) {
      const { made, dropped, pruned } = await untilItWorks(() => keepTables(options), {
        signal,
        onRetry: (error) => log.warn({ err: error }, "could not look after the tables"),
        retryMs: RETRY_MS,
      });
      if (made.length + dropped.length + pruned > 0) log.info({ made, dropped, pruned }, "kept the tables");
      await sleep(everyMs, undefined, { signal });
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    async close() {
      stopping.abort();
      await keeping;
    },
  };
}

async function keepTables(options: Pick<KeepingOptions, "sql" | "eventRetentionMs" | "auditRetentionMs">) {
  const { sql, eventRetentionMs, auditRetentionMs } = options;
  const partitions = await keepPartitions(sql, { retentionMs: eventRetentionMs });
  return { ...partitions, pruned: await pruneAudit(sql, { retentionMs: auditRetentionMs }) };
}
