import { setTimeout as sleep } from "node:timers/promises";

export interface UntilOptions {
  readonly signal: AbortSignal;
  /** Told before every new try. */
  readonly onRetry: (error: unknown) => void;
  readonly retryMs?: number;
}

/** Tries until it works or the signal aborts: what a process starts without may come later. */
export async function untilItWorks<T>(
  attempt: () => Promise<T>,
  { signal, onRetry, retryMs = 1_000 }: UntilOptions,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      onRetry(error);
      await sleep(retryMs, undefined, { signal });
    }
  }
}
