// Keeps the parts of the stack running: starts them in groups, restarts what dies, stops the groups in reverse.
import { setTimeout } from "node:timers/promises";
import type { ChildExit } from "./guarded-child.ts";
import { tellWaiting } from "./tell-waiting.ts";
import type { NamedProcess } from "./stack-lock.ts";

/** A part that runs. */
export interface RunningPart {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  stop(): Promise<unknown>;
  kill(): Promise<unknown>;
}

/** A part of the stack that can be started again and again. */
export interface Part {
  readonly name: string;
  /** Resolves when the part is ready for use; gives up early when the stack stops meanwhile. */
  start(stopping: AbortSignal): Promise<RunningPart>;
}

/** What is told while parts come and go. */
export interface SupervisorEvents {
  readonly say: (line: string) => void;
  /** The processes that run now, after every change. */
  running(processes: readonly NamedProcess[]): Promise<void>;
}

/** Keeps parts running until told to stop. */
export interface Supervisor {
  /** Starts a group side by side; resolves when all are ready, rejects when one cannot start. */
  startGroup(parts: readonly Part[]): Promise<void>;
  /** Stops the parts of the last group, lets them finish what they do, and starts them again; resolves when all are back. */
  restartLast(): Promise<void>;
  /** Stops the last group first. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A part that ran this long is thought well again. */
const HEALTHY_AFTER_MS = 30_000;

interface Kept {
  readonly part: Part;
  running: RunningPart | undefined;
  /** Set while the part is stopped on purpose, to be started again; told when it runs. */
  onBack?: (() => void) | undefined;
  /** Settles when the part is no longer kept. */
  kept: Promise<void>;
}

/** Makes a supervisor that keeps nothing yet. */
export function createSupervisor(events: SupervisorEvents): Supervisor {
  const groups: Kept[][] = [];
  const stopping = new AbortController();
  const all = (): Kept[] => groups.flat();

  const noteRunning = (): Promise<void> =>
    events.running(
      all().flatMap(({ part, running }) =>
        running === undefined ? [] : [{ name: part.name, pid: running.pid }],
      ),
    );

  const start = async (entry: Kept): Promise<RunningPart> => {
    const running = await entry.part.start(stopping.signal);
    entry.running = running;
    await noteRunning();
    return running;
  };

  const startGroup = async (parts: readonly Part[]): Promise<void> => {
    if (stopping.signal.aborted) throw new Error("Cannot start a part: the stack was stopped");
    const group = parts.map((part): Kept => ({ part, running: undefined, kept: Promise.resolve() }));
    groups.push(group);
    const starts = group.map(async (entry) => {
      const starting = start(entry);
      entry.kept = starting.then(
        () => undefined,
        () => undefined,
      );
      const running = await starting;
      entry.kept = keep(entry, running, {
        start: () => start(entry),
        say: events.say,
        stopping: stopping.signal,
      });
    });
    const names = parts.map(({ name }) => name).join(", ");
    const all = Promise.allSettled(starts);
    const settled = parts.length === 0 ? await all : await tellWaiting(`starting ${names}`, all, events);
    const failed = settled.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  };

  const end = async (how: (running: RunningPart) => Promise<unknown>): Promise<void> => {
    stopping.abort();
    for (const group of groups.toReversed()) {
      await Promise.all(
        group.map(async (entry) => {
          if (entry.running !== undefined) await how(entry.running);
          await entry.kept;
          // A start that was under way when we began may have brought it back.
          if (entry.running !== undefined) await how(entry.running);
        }),
      );
    }
    await noteRunning();
  };

  const restartLast = async (): Promise<void> => {
    await Promise.all(
      (groups.at(-1) ?? []).map(async (entry) => {
        const { running } = entry;
        if (running === undefined || stopping.signal.aborted) return;
        const back = new Promise<void>((resolve) => (entry.onBack = resolve));
        await running.stop();
        await Promise.race([back, entry.kept]);
      }),
    );
  };

  return {
    startGroup,
    restartLast,
    stop: () => end((part) => part.stop()),
    kill: () => end((part) => part.kill()),
  };
}

interface Keeping {
  start(): Promise<RunningPart>;
  readonly say: (line: string) => void;
  readonly stopping: AbortSignal;
}

/** Waits for the part to end, starts it again, and so on until we stop. */
async function keep(entry: Kept, first: RunningPart, keeping: Keeping): Promise<void> {
  const { name } = entry.part;
  const { stopping } = keeping;
  let running: RunningPart | undefined = first;
  let failures = 0;
  for (;;) {
    const since = Date.now();
    if (running !== undefined) {
      const exit = await running.exited;
      entry.running = undefined;
      if (stopping.aborted) return;
      if (entry.onBack === undefined)
        keeping.say(`${name} ended (${exit.signal ?? `code ${exit.code}`}), starting it again`);
      if (Date.now() - since > HEALTHY_AFTER_MS) failures = 0;
    }
    await pauseOrStop(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), stopping);
    failures += 1;
    if (stopping.aborted) return;
    try {
      running = await keeping.start();
      keeping.say(`${name} is back`);
      entry.onBack?.();
      entry.onBack = undefined;
    } catch (error) {
      running = undefined;
      keeping.say(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Ends early, and without complaint, when the stack stops. */
function pauseOrStop(ms: number, stopping: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal: stopping }).catch(() => undefined);
}
