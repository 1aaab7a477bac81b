// API and worker as parts of the stack: Node programs that say over HTTP when they are ready.
import { startChild, tailOfLog } from "./guarded-child.ts";
import type { ChildExit, GuardedChild } from "./guarded-child.ts";
import type { Part, RunningPart } from "./supervise.ts";
import { pause } from "./until.ts";

/** How to run an app and when to call it ready. */
export interface AppOptions {
  readonly name: string;
  /** The compiled program. */
  readonly program: string;
  readonly cwd: string;
  readonly logFile: string;
  /** Called at every start, for what must be new each time; `readyUrl` answers 2xx once the app is ready. */
  prepare(): Promise<{ readonly env: NodeJS.ProcessEnv; readonly readyUrl: string }>;
}

const READY_DEADLINE_MS = 60_000;
// A worker may take this long to finish the steps it has begun.
const GRACE_MS = 30_000;

/** Makes a part out of a Node program. */
export function appPart(options: AppOptions): Part {
  return {
    name: options.name,
    start: async (stopping) => {
      const { env, readyUrl } = await options.prepare();
      const child = await startChild(process.execPath, ["--enable-source-maps", options.program], {
        logFile: options.logFile,
        cwd: options.cwd,
        env,
        graceMs: GRACE_MS,
      });
      const problem = await readiness(child, readyUrl, stopping);
      if (problem !== undefined) {
        await child.kill();
        throw new Error(`${problem}, see ${options.logFile}\n${await tailOfLog(options.logFile)}`);
      }
      return child satisfies RunningPart;
    },
  };
}

/** Waits until the app answers; otherwise what happened instead. */
async function readiness(
  child: GuardedChild,
  readyUrl: string,
  stopping: AbortSignal,
): Promise<string | undefined> {
  let exit: ChildExit | undefined;
  void child.exited.then((ended) => (exit = ended));
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (stopping.aborted) return "the stack was stopped";
    if (exit !== undefined) return `it ended with ${exit.signal ?? `code ${exit.code}`}`;
    if (await works(readyUrl)) return undefined;
    await pause(50);
  }
  return `it was not ready after ${READY_DEADLINE_MS / 1000} s`;
}

/** Ready, or working on all but what it says it lacks. */
async function works(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return response.ok || (response.status === 503 && isWorking(JSON.parse(text)));
  } catch {
    return false;
  }
}

function isWorking(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "working" in answer && answer.working === true;
}
