// A process id is reused after its process has gone; id and birth together name one process for good.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** One process, distinguishable from a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly born: string;
}

/** The identity of a running process; undefined when there is none (a zombie counts as gone). */
export function identify(pid: number): ProcessIdentity | undefined {
  const born = process.platform === "linux" ? bornOnLinux(pid) : bornByPs(pid);
  return born === undefined ? undefined : { pid, born };
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.born === identity.born;
}

/** The parent's process id; undefined when the process is gone. */
export function parentOf(pid: number): number | undefined {
  if (process.platform === "linux") {
    const parent = statOnLinux(pid)?.[1];
    return parent === undefined ? undefined : Number(parent);
  }
  const parent = Number(ps(pid, "ppid="));
  return Number.isInteger(parent) && parent > 0 ? parent : undefined;
}

/** The command line of a process, or "" when it cannot be read. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux") return ps(pid, "command=");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

function bornOnLinux(pid: number): string | undefined {
  const stat = statOnLinux(pid);
  // Fields after the command name: 0 is the state, 19 the start time in ticks since boot.
  return stat === undefined || stat[0] === "Z" || stat[0] === "X" ? undefined : stat[19];
}

function statOnLinux(pid: number): string[] | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name stands in parentheses and may hold spaces, so the fields are counted from the last one.
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function bornByPs(pid: number): string | undefined {
  const [state = "", ...born] = ps(pid, "state=,lstart=").split(/\s+/);
  return state === "" || state.startsWith("Z") ? undefined : born.join(" ");
}

function ps(pid: number, columns: string): string {
  try {
    return execFileSync("ps", ["-o", columns, "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}
