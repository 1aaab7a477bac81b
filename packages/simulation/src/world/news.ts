import type { NewsRequest, Store } from "@throughline/protocol";
import type { Process, Simulator } from "./simulator.ts";

export interface News {
  readonly tell: (kind: NewsRequest["kind"]) => void;
  readonly waitIn: (process: Process) => Store["waitForNews"];
}

/** NOTIFY: wakes who waits, unless it is lost. */
export function createNews(simulator: Simulator, losesNotify: () => number): News {
  const waiting = new Set<{ readonly kind: string; readonly process: Process; readonly wake: () => void }>();
  return {
    tell(kind) {
      for (const waiter of waiting) {
        if (waiter.kind === kind && simulator.random.next() >= losesNotify())
          simulator.after(1, waiter.process, waiter.wake);
      }
    },
    waitIn:
      (process) =>
      ({ kind, timeoutMs }) =>
        new Promise((resolve) => {
          const waiter = {
            kind,
            process,
            wake: () => {
              waiting.delete(waiter);
              resolve();
            },
          };
          waiting.add(waiter);
          simulator.after(timeoutMs, process, waiter.wake, () => waiting.delete(waiter));
        }),
  };
}
