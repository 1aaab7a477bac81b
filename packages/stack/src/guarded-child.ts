// A child process that cannot outlive us: a small shell waits at the end of a pipe that only we hold open, and
// when we are gone, even by kill -9, it stops the child. It works for binaries that know nothing of it.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** How a child ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running child. */
export interface GuardedChild {
  readonly pid: number;
  /** Resolves when the child has ended, however it did. */
  readonly exited: Promise<ChildExit>;
  /** Asks the child to end, and after the grace period makes it. */
  stop(): Promise<ChildExit>;
  /** Ends the child at once (SIGKILL). */
  kill(): Promise<ChildExit>;
}

/** What a child needs to run. */
export interface ChildOptions {
  /** Both output streams are appended to this file. */
  readonly logFile: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another user to run as; only root can ask for it. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly stopSignal?: "SIGTERM" | "SIGINT";
  readonly graceMs?: number;
}

const LOG_LIMIT_BYTES = 20_000_000;

/** Starts a command in a process group of its own, under a guard. */
export async function startChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<GuardedChild> {
  const stopSignal = options.stopSignal ?? "SIGTERM";
  const log = openLog(options.logFile);
  const child = spawn(command, args, {
    stdio: ["ignore", log, log],
    // A group of its own: Ctrl-C in the terminal reaches us alone, and we stop the children in order.
    detached: true,
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...options.user,
  });
  closeSync(log);
  const pid = await spawned(child, command);
  const exited = new Promise<ChildExit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  guard(pid, stopSignal, exited);
  // A program that has nothing left to do may end, and its servers end with it.
  child.unref();
  return {
    pid,
    exited,
    stop: () => {
      child.ref();
      return stopGently(pid, exited, stopSignal, options.graceMs ?? 10_000);
    },
    kill: () => {
      child.ref();
      signalGroup(pid, "SIGKILL");
      return exited;
    },
  };
}

/** The last lines of a log, for an error message. */
export async function tailOfLog(logFile: string, lines = 12): Promise<string> {
  const file = await open(logFile, "r").catch(() => undefined);
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 16_384);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    await file.close();
  }
}

/** Sends a signal to a child's whole group, or to the child alone when it leads none. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // Gone, or not a group leader: the second try is for the process alone.
    }
  }
}

function openLog(logFile: string): number {
  mkdirSync(dirname(logFile), { recursive: true });
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.old`);
  return openSync(logFile, "a", 0o600);
}

function spawned(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(new Error(`Cannot run "${command}": ${error.message}`, { cause: error })),
    );
    child.once("spawn", () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

async function stopGently(
  pid: number,
  exited: Promise<ChildExit>,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<ChildExit> {
  // A frozen child could not react to the request; a running one does not mind being continued.
  signalGroup(pid, signal);
  signalGroup(pid, "SIGCONT");
  const killer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
  const exit = await exited;
  clearTimeout(killer);
  return exit;
}

// Reads until the pipe closes, then asks the group to end, and after ten seconds makes it.
const GUARD = `trap "" INT TERM HUP
while read -r line; do :; done
kill -s "$2" -- "-$1" 2>/dev/null || exit 0
kill -s CONT -- "-$1" 2>/dev/null
i=0
while [ $i -lt 100 ]; do kill -0 -- "-$1" 2>/dev/null || exit 0; sleep 0.1; i=$((i+1)); done
kill -s KILL -- "-$1" 2>/dev/null`;

/** Watches over one child until it has ended; a guard that is killed is replaced. */
function guard(pid: number, stopSignal: "SIGTERM" | "SIGINT", exited: Promise<ChildExit>): void {
  let isReleased = false;
  let shell: ChildProcess | undefined;
  const watch = (): void => {
    if (isReleased) return;
    shell = spawn("/bin/sh", ["-c", GUARD, "throughline-guard", String(pid), stopSignal.slice(3)], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      cwd: "/",
    });
    shell.once("exit", watch);
    shell.once("error", () => undefined);
    shell.unref();
    // The pipe must not keep our own process alive once its work is done.
    (shell.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  };
  watch();
  void exited.then(() => {
    isReleased = true;
    shell?.kill("SIGKILL");
  });
}
