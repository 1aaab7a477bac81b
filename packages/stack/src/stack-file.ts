// `.throughline/stack.json`: where a running stack can be found, for examples, tests and scripts.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Addresses and keys of a running stack. */
export interface StackFile {
  readonly api: string;
  readonly designer: string;
  readonly temporalUi: string;
  readonly mail: string;
  /** `host:port` of Temporal. */
  readonly temporal: string;
  /** The database's address, password included. */
  readonly postgres: string;
  readonly smtp: string;
  readonly adminKey: string;
  readonly writeKey: string;
}

/** Writes the file, readable by its owner only. */
export async function writeStackFile(dataDir: string, stack: StackFile): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
  await writeFile(fileIn(dataDir), `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
}

/** Reads the file; undefined when there is none. */
export async function readStackFile(dataDir: string): Promise<StackFile | undefined> {
  const content = await readFile(fileIn(dataDir), "utf8").catch(() => undefined);
  return content === undefined ? undefined : (JSON.parse(content) as StackFile);
}

/** Removes the file: nothing runs any more. */
export async function removeStackFile(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}

function fileIn(dataDir: string): string {
  return join(dataDir, "stack.json");
}
