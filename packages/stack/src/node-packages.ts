// The node packages of a running stack: what is wrong with them, said where the developer looks, and read again when they change.
import { join, resolve } from "node:path";
import type { StackFile } from "./stack-file.ts";
import type { Supervisor } from "./supervise.ts";
import { watchFolders } from "./watch-folders.ts";
import type { FolderWatch } from "./watch-folders.ts";

/** As `/statusz` of the API says them. */
interface NodePackage {
  readonly name: string;
  readonly version: string | null;
  readonly folder: string | null;
  readonly types: readonly string[];
  readonly problems: readonly string[];
}

interface FollowOptions {
  readonly addresses: StackFile;
  /** Names and paths of packages are meant from here. */
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly say: (line: string) => void;
}

/** Says which packages there are, and starts API and worker again when one changes, until closed. */
export async function followNodePackages(options: FollowOptions): Promise<FolderWatch> {
  const { folder, supervisor, say } = options;
  // The stack is up; that it cannot be asked about packages is no reason to end it.
  const packages = await readPackages(options.addresses).catch((error: unknown) => {
    say(`node packages are not followed, /statusz did not answer: ${String(error)}`);
    return [];
  });
  if (packages.length === 0) return { close: () => undefined };
  for (const { name, version, types } of packages)
    if (types.length > 0) say(`node package ${name} ${version ?? ""}: ${types.join(", ")}`);
  for (const problem of packages.flatMap(({ problems }) => problems)) say(problem);

  let watch: FolderWatch | undefined;
  let isClosed = false;
  const changed = async (): Promise<void> => {
    say("a node package changed, starting API and worker again");
    await supervisor.restartLast();
    const next = await followNodePackages(options);
    watch?.close();
    if (isClosed) next.close();
    else watch = next;
  };
  watch = watchFolders(
    packages.flatMap(({ name, folder: real }) => (real === null ? whereItMayCome(name, folder) : [real])),
    () => void changed().catch((error: unknown) => say(`could not start again: ${String(error)}`)),
  );
  return {
    close() {
      isClosed = true;
      watch?.close();
    },
  };
}

function whereItMayCome(name: string, folder: string): readonly string[] {
  return [resolve(folder, name), join(folder, "node_modules", name)];
}

async function readPackages({ api, adminKey }: StackFile): Promise<readonly NodePackage[]> {
  const response = await fetch(`${api}/statusz`, {
    headers: { authorization: `Bearer ${adminKey}` },
    signal: AbortSignal.timeout(20_000),
  });
  const { nodePackages = [] } = (await response.json()) as { readonly nodePackages?: readonly NodePackage[] };
  return nodePackages;
}
