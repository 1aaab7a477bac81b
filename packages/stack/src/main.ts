// `npm start`: brings up everything on this machine, says where it is, and takes it down again.
import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildIfChanged } from "./build.ts";
import { readKeys } from "./keys.ts";
import { whenLauncherDies } from "./launch-watch.ts";
import { startLocalStack } from "./local-stack.ts";
import { removePostgresFolder } from "./postgres-folder.ts";
import { followNodePackages } from "./node-packages.ts";
import { readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { readStackFile, removeStackFile, writeStackFile } from "./stack-file.ts";
import type { StackFile } from "./stack-file.ts";
import { lockStack, StackRunningError } from "./stack-lock.ts";
import type { StackLock } from "./stack-lock.ts";
import { createSupervisor } from "./supervise.ts";
import type { FolderWatch } from "./watch-folders.ts";
import { signInLink } from "./sign-in-link.ts";

const startedAt = Date.now();
// A terminal that was closed must not make the farewell fail.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

try {
  await main(readSettings(process.env, process.argv.slice(2)));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof StackRunningError) await sayRunning(error);
  else console.error(`\n${error instanceof Error ? error.message : String(error)}`);
}

async function main(settings: Settings): Promise<void> {
  const { dataDir } = settings;
  await mkdir(dataDir, { recursive: true });
  // Root's Postgres runs as another user, who must be able to pass through, though not to look around.
  await chmod(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  const lock = await lockStack(dataDir);
  if (settings.isFresh) await wipe(dataDir);
  const supervisor = createSupervisor({ say, running: (processes) => lock.note(processes) });
  const stopped = stopOnSignal();
  let close = async (): Promise<void> => undefined;
  // Children do not keep us alive, and all of them together are why we are here.
  let packages: FolderWatch | undefined;
  const alive = setInterval(() => undefined, 60_000);
  const starting = (async () => {
    const keys = await readKeys(dataDir);
    const built = buildIfChanged(settings.root, say);
    // Awaited later; until then a failure must not count as unhandled.
    built.catch(() => undefined);
    const stack = await startLocalStack({ settings, keys, supervisor, built, say });
    close = stack.close;
    await writeStackFile(dataDir, stack.addresses);
    await sayReady(stack.addresses, settings);
    packages = await followNodePackages({
      addresses: stack.addresses,
      folder: settings.nodeFolder,
      supervisor,
      say,
    });
  })();
  try {
    await Promise.race([starting, stopped.first]);
    await stopped.first;
    packages?.close();
    say("stopping");
  } finally {
    stopped.onSecond(() => void supervisor.kill());
    await takeDown(dataDir, lock, async () => {
      await supervisor.stop();
      await starting.catch(() => undefined);
      await close();
    });
    clearInterval(alive);
  }
  say("stopped");
}

async function takeDown(dataDir: string, lock: StackLock, stop: () => Promise<void>): Promise<void> {
  await removeStackFile(dataDir);
  await stop();
  await lock.release();
}

/** Ctrl-C, a polite kill, a closed terminal, or the death of npm: the first stops in order, the second at once. */
function stopOnSignal(): { readonly first: Promise<void>; onSecond(act: () => void): void } {
  let heard = 0;
  let second = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    let lastAt = 0;
    const hear = (): void => {
      // npm and tsx pass on what the terminal has sent us already: that is one wish, not two.
      if (heard > 0 && Date.now() - lastAt < 300) return;
      lastAt = Date.now();
      heard += 1;
      if (heard === 1) resolve();
      else second();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, hear);
    whenLauncherDies(hear);
  });
  return {
    first,
    onSecond: (act) => {
      second = act;
    },
  };
}

/** Removes all data; the lock stays, it is ours. */
async function wipe(dataDir: string): Promise<void> {
  await removePostgresFolder(join(dataDir, "postgres"));
  for (const name of await readdir(dataDir)) {
    if (name !== "pids.json") await rm(join(dataDir, name), { recursive: true, force: true });
  }
  say("starting with empty data");
}

async function sayReady(stack: StackFile, settings: Settings): Promise<void> {
  const link = await signInLink(stack);
  const rows: [string, string][] = [
    ["Designer", stack.designer],
    ["Temporal UI", stack.temporalUi === "" ? "yours; name it with TEMPORAL_UI_URL" : stack.temporalUi],
    ["Mail", stack.mail === "" ? `sent through ${new URL(stack.smtp).host}` : stack.mail],
    ["API docs", `${stack.api}/docs`],
    ["Logs", join(settings.dataDir, "logs")],
  ];
  say(`ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
  for (const [name, value] of rows) console.log(`    ${name.padEnd(12)} ${value}`);
  console.log(`\n    Sign in once with this link:\n    ${link}\n\n    Ctrl-C stops everything.\n`);
}

async function sayRunning(error: StackRunningError): Promise<void> {
  const stack = await readStackFile(readSettings(process.env, process.argv.slice(2)).dataDir).catch(
    () => undefined,
  );
  console.error(`\n${error.message}.`);
  if (stack === undefined)
    console.error("It is still starting, or stopping. Wait for it, or end that process.");
  else console.error(`Designer ${stack.designer}\nTemporal ${stack.temporalUi}\nMail     ${stack.mail}`);
}

function say(line: string): void {
  console.log(`  throughline  ${line}`);
}
