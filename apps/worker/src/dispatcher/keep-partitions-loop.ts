import { setTimeout as sleep } from "node:timers/promises";
import { keepPartitions } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { Logger } from "pino";
import { untilItWorks } from "../until-it-works.ts";

export interface KeepingOptions {
  readonly sql: Sql;
  /** Events accepted before this long ago may be dropped. */
  readonly retentionMs: number;
  readonly log: Logger;
  /** Default: an hour, in which no installation fills the room ahead. */
  readonly everyMs?: number;
}

const HOUR_MS = 3_600_000;
const RETRY_MS = 60_000;

/** Makes room for events and drops those past their retention, now and every hour; processes take turns by a lock. */
export function startKeepingPartitions({ sql, retentionMs, log, everyMs = HOUR_MS }: KeepingOptions): {
  close(): Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const keeping = (async () => {
    for (;;) {
      const { made, dropped } = await untilItWorks(() => keepPartitions(sql, { retentionMs }), {
        signal,
        onRetry: (error) => log.warn({ err: error }, "could not look after the partitions of events"),
        retryMs: RETRY_MS,
      });
      if (made.length + dropped.length > 0) log.info({ made, dropped }, "kept the partitions of events");
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
