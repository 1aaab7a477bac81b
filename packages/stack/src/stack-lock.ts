// One stack per data folder: a lock that a dead holder cannot keep, and the list of processes it had started.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { signalGroup } from "./guarded-child.ts";
import { identify, isRunning } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { until } from "./until.ts";

/** A stack already runs on this data folder. */
export class StackRunningError extends Error {
  readonly pid: number;
  constructor(dataDir: string, pid: number) {
    super(`Cannot start a second stack on "${dataDir}": one is running (process ${pid})`);
    this.name = "StackRunningError";
    this.pid = pid;
  }
}

/** A process of the stack, by the name of its part. */
export interface NamedProcess {
  readonly name: string;
  readonly pid: number;
}

/** The lock, held until released or until we die. */
export interface StackLock {
  /** Notes which processes must not outlive us. */
  note(processes: readonly NamedProcess[]): Promise<void>;
  release(): Promise<void>;
}

interface LockFile {
  readonly holder: ProcessIdentity;
  readonly children: readonly (ProcessIdentity & { readonly name: string })[];
}

/** Takes the lock, or throws StackRunningError; ends what a dead holder left running. */
export async function lockStack(dataDir: string): Promise<StackLock> {
  const file = join(dataDir, "pids.json");
  const holder = identify(process.pid);
  if (holder === undefined) throw new Error("Cannot lock the stack: this process cannot see itself");
  for (;;) {
    const isOurs = await writeFile(file, JSON.stringify({ holder, children: [] }), {
      flag: "wx",
      mode: 0o600,
    }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST") return false;
        throw error;
      },
    );
    if (isOurs) break;
    await takeFromTheDead(dataDir, file);
  }
  // Parts come and go side by side, and the list is written one at a time.
  let writing: Promise<void> = Promise.resolve();
  return {
    note: (processes) => {
      const children = processes.flatMap(({ name, pid }) => {
        const identity = identify(pid);
        return identity === undefined ? [] : [{ name, ...identity }];
      });
      writing = writing.then(async () => {
        // Renamed into place, so that a reader never sees half a list.
        await writeFile(`${file}.new`, JSON.stringify({ holder, children }, null, 2), { mode: 0o600 });
        await rename(`${file}.new`, file);
      });
      return writing;
    },
    release: () => rm(file, { force: true }),
  };
}

async function takeFromTheDead(dataDir: string, file: string): Promise<void> {
  const content = await readFile(file, "utf8").catch(() => "");
  const lock = parse(content);
  if (lock !== undefined && isRunning(lock.holder)) throw new StackRunningError(dataDir, lock.holder.pid);
  await Promise.all((lock?.children ?? []).map(end));
  await rm(file, { force: true });
}

function parse(content: string): LockFile | undefined {
  try {
    return JSON.parse(content) as LockFile;
  } catch {
    // Written by a process that died in the middle of it.
    return undefined;
  }
}

async function end(child: ProcessIdentity): Promise<void> {
  const hasGone = (): true | undefined => (isRunning(child) ? undefined : true);
  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    if (hasGone()) return;
    signalGroup(child.pid, signal);
    await until(hasGone, { deadlineMs: 8_000, what: `process ${child.pid} to end` }).catch(() => undefined);
  }
}
