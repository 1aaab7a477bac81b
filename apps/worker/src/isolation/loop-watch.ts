// Who stops the event loop? Afterwards the callback that took long says whose it was; while it lasts only another thread can
// say it, and after a minute only the end of the process helps: its steps are tried again elsewhere.
import { createHook } from "node:async_hooks";
import { Worker } from "node:worker_threads";

/** Code that was called, by the number under which the thread knows it. */
interface Called {
  readonly slot: number;
}

export interface LoopWatch {
  /** The thread learns a name for a slot. */
  begin(slot: number, step: { readonly type: string; readonly run: string; readonly step: string }): void;
  /** The part of a step that runs at once is over. */
  leaveFirstPart(): void;
  end(slot: number): void;
  close(): Promise<void>;
}

interface LoopWatchOptions<C extends Called> {
  readonly current: () => C | undefined;
  readonly blockedMs: number;
  readonly onBlocked: (called: C, ms: number) => void;
}

const BEAT_MS = 250;

/** Watches every callback of this process. */
export function createLoopWatch<C extends Called>({
  current,
  blockedMs,
  onBlocked,
}: LoopWatchOptions<C>): LoopWatch {
  // [0] beats while the loop turns, [1] is the slot of whoever is called.
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const thread = new Worker(THREAD, { eval: true, workerData: shared, env: {}, execArgv: [], stdout: false });
  thread.unref();
  thread.on("error", () => undefined);
  const beat = setInterval(() => Atomics.add(shared, 0, 1), BEAT_MS).unref();

  let depth = 0;
  let called: C | undefined;
  let begun = 0;
  const hook = createHook({
    before() {
      depth += 1;
      if (depth > 1) return;
      called = current();
      begun = performance.now();
      shared[1] = called?.slot ?? 0;
    },
    after() {
      depth = Math.max(0, depth - 1);
      if (depth > 0) return;
      shared[1] = 0;
      const ms = performance.now() - begun;
      if (called !== undefined && ms > blockedMs) onBlocked(called, ms);
      called = undefined;
    },
  }).enable();

  return {
    begin(slot, step) {
      thread.postMessage({ slot, step });
      shared[1] = slot;
    },
    leaveFirstPart: () => void (shared[1] = 0),
    end: (slot) => thread.postMessage({ slot }),
    async close() {
      hook.disable();
      clearInterval(beat);
      await thread.terminate();
    },
  };
}

// JavaScript as text, so that it needs no loader of its own. It counts its own ticks: a machine that slept blames nobody.
const THREAD = `
const { parentPort, workerData: shared } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const steps = new Map();
parentPort.on("message", ({ slot, step }) => (step ? steps.set(slot, step) : steps.delete(slot)));
let last = -1;
let still = 0;
const say = (level, step, msg) => {
  try { writeSync(1, JSON.stringify({ level, time: Date.now(), app: "worker", ...step, msg }) + "\\n"); } catch {}
};
setInterval(() => {
  const beat = Atomics.load(shared, 0);
  still = beat === last ? still + 1 : 0;
  last = beat;
  if (still !== 10 && still !== 120) return;
  const step = steps.get(shared[1]);
  const who = step ? 'node type "' + step.type + '"' : "something that is no node type's code";
  say(50, step, who + " blocks the worker: it has given nobody else a turn for " + still / 2 + " s");
  if (still < 120) return;
  say(60, step, "the worker gives up, start it again");
  process.kill(process.pid, "SIGKILL");
}, 500);
`;
