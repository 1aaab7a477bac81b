import type { Clock, DispatchLog, Loop } from "./ports.ts";

export interface LoopParts {
  readonly name: string;
  readonly clock: Clock;
  readonly log: DispatchLog;
  /** How long to rest after an error. */
  readonly restMs: number;
  /** One round; it is called again until the loop is closed. */
  readonly round: (signal: AbortSignal) => Promise<void>;
  /** Gives back what the loop holds. */
  readonly end?: () => Promise<void>;
}

/** A loop that survives its errors: each is logged, followed by a rest. */
export function createLoop({ name, clock, log, restMs, round, end }: LoopParts): Loop {
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await round(stop.signal);
      } catch (error) {
        log.error(`The ${name} had an error and goes on`, error);
        await clock.sleep(restMs, stop.signal);
      }
    }
  }

  return {
    start() {
      running = run();
    },
    async close() {
      stop.abort();
      await running;
      try {
        await end?.();
      } catch (error) {
        log.error(`The ${name} could not give back what it held`, error);
      }
    },
  };
}
