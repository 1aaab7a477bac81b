// Keeps the code of one node type from harming the steps of others: an error that it lets float fails its own step, and
// one that stops the event loop is named.
import { AsyncLocalStorage } from "node:async_hooks";
import { StepError } from "@throughline/nodes";
import type { Logger } from "pino";
import { createLoopWatch } from "./loop-watch.ts";
import type { LoopWatch } from "./loop-watch.ts";

/** A try of a step, as it is named to people. */
interface GuardedStep {
  readonly type: string;
  readonly version: number;
  readonly run: string;
  readonly step: string;
}

/** What code of one node type did to others since the process began. */
interface Trouble {
  readonly type: string;
  readonly times: number;
  readonly last: Pick<GuardedStep, "run" | "step"> & { readonly at: string; readonly what: string };
}

export interface StepGuard {
  /** Runs a node's code. `signal` is aborted when an error of it floats, which fails the step. */
  run<T>(step: GuardedStep, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** For `unhandledRejection` and `uncaughtException`: true when a node's code is to blame, and has been dealt with. */
  floated(error: unknown): boolean;
  /** Looks from now on for code that stops the event loop; it costs a little of every callback. */
  watchLoop(): void;
  /** For `/statusz`. */
  facts(): { readonly floatingErrors: readonly Trouble[]; readonly blocked: readonly Trouble[] };
  /** For `/metrics`. */
  numbers(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** What is known of the code that runs now, wherever it was called back. */
interface Running {
  readonly step: GuardedStep;
  /** What stands for it in memory that another thread reads. */
  readonly slot: number;
  fail(error: Error): void;
  hasEnded: boolean;
}

/** Code that does not give others a turn for this long is told of. */
const BLOCKED_MS = 1_000;

export function createStepGuard(log: Logger, blockedMs = BLOCKED_MS): StepGuard {
  const storage = new AsyncLocalStorage<Running>();
  const floatingErrors = new Map<string, Trouble>();
  const blocked = new Map<string, Trouble>();
  let watch: LoopWatch | undefined;
  let slots = 0;

  const noteBlocked = (running: Running, ms: number): void => {
    const what = `it gave nobody else a turn for ${(ms / 1000).toFixed(1)} s`;
    note(blocked, running.step, what);
    log.error(running.step, `node type "${running.step.type}" blocks the worker: ${what}`);
  };

  return {
    async run(step, work) {
      const floating = new AbortController();
      let fail: (error: Error) => void = () => undefined;
      const failed = new Promise<never>((_, reject) => {
        fail = (error) => {
          // First, so that the step fails by this and not by what the abort makes of it.
          reject(error);
          floating.abort(error);
        };
      });
      slots += 1;
      const running: Running = { step, slot: slots, fail, hasEnded: false };
      watch?.begin(running.slot, step);
      const begun = performance.now();
      try {
        const working = storage.run(running, () => work(floating.signal));
        watch?.leaveFirstPart();
        const ms = performance.now() - begun;
        if (ms > blockedMs) noteBlocked(running, ms);
        return await Promise.race([working, failed]);
      } finally {
        running.hasEnded = true;
        watch?.end(running.slot);
      }
    },
    floated(error) {
      const running = storage.getStore();
      if (running === undefined) return false;
      const { step } = running;
      const what = error instanceof Error ? error.message : String(error);
      note(floatingErrors, step, what);
      log.error(
        { ...step, err: error },
        running.hasEnded
          ? `node type "${step.type}" let an error float after its step had ended`
          : `node type "${step.type}" let an error float, which fails its step`,
      );
      running.fail(
        new StepError("floating-error", `An error was neither awaited nor caught: ${what}`, {
          retryable: true,
          cause: error,
        }),
      );
      return true;
    },
    watchLoop() {
      watch ??= createLoopWatch({
        current: () => storage.getStore(),
        blockedMs,
        onBlocked: noteBlocked,
      });
    },
    facts: () => ({ floatingErrors: [...floatingErrors.values()], blocked: [...blocked.values()] }),
    numbers: () => ({ floating_errors: sum(floatingErrors), blocked_loops: sum(blocked) }),
    close: async () => watch?.close(),
  };
}

function note(troubles: Map<string, Trouble>, { type, run, step }: GuardedStep, what: string): void {
  const times = (troubles.get(type)?.times ?? 0) + 1;
  troubles.set(type, { type, times, last: { run, step, at: new Date().toISOString(), what } });
}

function sum(troubles: ReadonlyMap<string, Trouble>): number {
  return [...troubles.values()].reduce((total, { times }) => total + times, 0);
}
