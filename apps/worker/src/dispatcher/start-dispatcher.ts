// The matcher, the deliverer and the sweeper of this process, on the real clock.
import { setTimeout as sleep } from "node:timers/promises";
import { createDeliverer, createMatcher, createSweeper } from "@throughline/protocol";
import type { Clock, DispatchLog, Engine, Store } from "@throughline/protocol";
import type { Logger } from "pino";

export interface DispatcherOptions {
  readonly store: Store;
  readonly engine: Engine;
  /** Unique to this process. */
  readonly holder: string;
  readonly log: Logger;
}

const CLOCK: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    sleep(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
};

/** Starts the three loops; any number of processes may run them. */
export function startDispatcher({ store, engine, holder, log }: DispatcherOptions): {
  close(): Promise<void>;
} {
  const dispatchLog: DispatchLog = { error: (message, error) => log.warn({ err: error }, message) };
  const shared = { store, engine, holder, clock: CLOCK, random: { next: Math.random }, log: dispatchLog };
  const loops = [createMatcher(shared), createDeliverer(shared), createSweeper(shared)];
  for (const loop of loops) loop.start();
  return {
    async close() {
      await Promise.all(loops.map((loop) => loop.close()));
    },
  };
}
