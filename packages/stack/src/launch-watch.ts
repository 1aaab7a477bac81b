// `npm start` is npm, a shell and tsx before it is us. When one of them is killed nobody tells us, so we look.
import { commandOf, parentOf } from "./process-identity.ts";

const LOOK_EVERY_MS = 500;
const MOST_LAUNCHERS = 5;

interface Link {
  readonly child: number;
  readonly parent: number;
}

/** Calls back once when a program that launched us has died; a terminal or service manager is not one of them. */
export function whenLauncherDies(act: () => void): void {
  const links = launchers();
  const timer = setInterval(() => {
    // An orphan is given to another parent, even while its dead parent is still listed.
    if (links.every(({ child, parent }) => parentOf(child) === parent)) return;
    clearInterval(timer);
    act();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** The links from us up to npm; only up to tsx when npm is not among our forebears. */
function launchers(): readonly Link[] {
  const links: Link[] = [];
  let upToTsx = 0;
  for (let child = process.pid; links.length < MOST_LAUNCHERS;) {
    const parent = parentOf(child);
    if (parent === undefined || parent <= 1) break;
    const command = commandOf(parent);
    const isNpm = /\bnp[mx]\b/.test(command);
    const isTsx = /\btsx\b/.test(command);
    if (!isNpm && !isTsx && !/^\S*sh -c\b/.test(command)) break;
    links.push({ child, parent });
    if (isNpm) return links;
    if (isTsx) upToTsx = links.length;
    child = parent;
  }
  return links.slice(0, upToTsx);
}
