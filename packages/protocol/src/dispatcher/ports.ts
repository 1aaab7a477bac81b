// What the loops need of their surroundings. They own no timer, no clock and no chance, so a simulation can.

export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Random {
  /** At least 0, less than 1. */
  next(): number;
}

export interface DispatchLog {
  error(message: string, error: unknown): void;
}

/** A loop that runs until it is closed. */
export interface Loop {
  start(): void;
  /** Resolves when the loop has stopped and given back what it held. */
  close(): Promise<void>;
}
