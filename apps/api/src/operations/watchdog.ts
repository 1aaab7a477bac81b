// A process can lose its way to a healthy database (a dead pool) and stay up for days. Then it is better to start anew.

export interface Watchdog {
  stop(): void;
}

export interface WatchdogOptions {
  /** Null when the process can serve. */
  readonly readiness: () => Promise<string | null>;
  /** True when the database answers on a connection made just now. */
  readonly probe: () => Promise<boolean>;
  /** Called once when the process should end. */
  readonly giveUp: (reason: string) => void;
  readonly everyMs?: number;
  readonly patienceMs?: number;
}

/** Gives up on a process that stays unready while its database answers a fresh connection. */
export function startWatchdog(options: WatchdogOptions): Watchdog {
  const { everyMs = 10_000, patienceMs = 120_000 } = options;
  let unreadySince: number | null = null;
  let isLooking = false;
  const look = async (): Promise<void> => {
    const reason = await options.readiness();
    const now = performance.now();
    if (reason === null) unreadySince = null;
    else {
      unreadySince ??= now;
      if (now - unreadySince >= patienceMs && (await options.probe())) {
        clearInterval(timer);
        options.giveUp(reason);
      }
    }
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => (isLooking = false));
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
