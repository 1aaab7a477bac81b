// Tells when what lies in some folders has changed and come to rest. It looks again and again: watchers of the system miss
// links, network folders and what a compiler replaces.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const EVERY_MS = 1_000;
/** More files than a package of one's own has; the rest is not looked at. */
const MOST_FILES = 5_000;
const SKIPPED = new Set(["node_modules", ".git", ".turbo", "coverage"]);

export interface FolderWatch {
  close(): void;
}

/** Calls back after every change, once two looks in a row have seen the same. A folder may come and go. */
export function watchFolders(
  folders: readonly string[],
  onChange: () => void,
  everyMs: number = EVERY_MS,
): FolderWatch {
  let known: string | undefined;
  let before: string | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const now = (await Promise.all(folders.map(stateOf))).join("\n");
    if (isClosed) return;
    known ??= now;
    if (now !== known && now === before) {
      known = now;
      onChange();
    }
    before = now;
  };
  const again = (): void => {
    if (!isClosed) timer = setTimeout(() => void look().finally(again), everyMs).unref();
  };
  void look().finally(again);
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Names, sizes and times of the files below. */
async function stateOf(folder: string): Promise<string> {
  const found: string[] = [];
  const visit = async (path: string): Promise<void> => {
    if (found.length >= MOST_FILES) return;
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = join(path, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) await visit(child);
      if (!entry.isFile()) continue;
      const { size, mtimeMs } = await stat(child).catch(() => ({ size: -1, mtimeMs: 0 }));
      found.push(`${child} ${size} ${mtimeMs}`);
    }
  };
  await visit(folder);
  return found.join("\n");
}
