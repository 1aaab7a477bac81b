// A data folder and who holds it: made once, opened by one process at a time, freed of a server left behind.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createHash, randomBytes } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { commandOf, identify, isRunning } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { until } from "./until.ts";

const run = promisify(execFile);

/** A data folder that is ready to be served. */
export interface PostgresFolder {
  /** Where the data really lies. */
  readonly path: string;
  readonly password: string;
}

/** The name of the database and of its owner. */
export const DATABASE = "throughline";

/** Makes the folder on first use, refuses one of another major version, and takes it over from the dead. */
export async function openPostgresFolder(
  dataDir: string,
  binaries: PostgresBinaries,
): Promise<PostgresFolder> {
  const wished = resolve(dataDir);
  await mkdir(dirname(wished), { recursive: true });
  const path = binaries.user === undefined ? wished : reachable(wished);
  if (path !== wished) await mkdir(dirname(path), { recursive: true, mode: 0o711 });
  // The folder around the data is ours: others may pass through it, and still not look around.
  else if (binaries.user !== undefined && !isPassable(dirname(path))) await chmod(dirname(path), 0o711);
  await claim(wished);
  if (existsSync(join(path, "PG_VERSION")) && !existsSync(passwordFile(wished))) {
    await settleLostPassword(path, wished);
  }
  if (!existsSync(join(path, "PG_VERSION"))) await create(path, wished, binaries);
  const major = readFileSync(join(path, "PG_VERSION"), "utf8").trim();
  if (major !== binaries.major) {
    throw new Error(
      `Cannot open the database in "${path}": Postgres ${major} wrote it and this is Postgres ${binaries.major}, start with --fresh to begin anew or set DATABASE_URL to a server of version ${major}`,
    );
  }
  await stopLeftBehind(path);
  return { path, password: (await readFile(passwordFile(wished), "utf8")).trim() };
}

/** Lets another process open the folder. */
export async function releasePostgresFolder(dataDir: string): Promise<void> {
  await rm(ownerFile(resolve(dataDir)), { force: true });
}

/** Removes a folder with everything that belongs to it. */
export async function removePostgresFolder(dataDir: string): Promise<void> {
  const wished = resolve(dataDir);
  for (const path of new Set([wished, reachable(wished)])) {
    if (existsSync(path)) await stopLeftBehind(path);
    await rm(path, { recursive: true, force: true });
  }
  await rm(passwordFile(wished), { force: true });
  await rm(ownerFile(wished), { force: true });
}

function passwordFile(dataDir: string): string {
  return `${dataDir}.password`;
}

function ownerFile(dataDir: string): string {
  return `${dataDir}.owner.json`;
}

/** Root's folders are often closed to others, and the server does not run as root: then the data lies elsewhere. */
function reachable(dataDir: string): string {
  for (let folder = dirname(dirname(dataDir)); folder !== dirname(folder); folder = dirname(folder)) {
    if (isPassable(folder)) continue;
    const id = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
    return join("/var/lib/throughline", id);
  }
  return dataDir;
}

/** Whether another user may pass through a folder; one that does not exist yet will be made so. */
function isPassable(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode ?? 0o001;
  return (mode & 0o001) !== 0;
}

/** Data that lies elsewhere outlives a checkout that was deleted, and then belongs to nobody. */
async function settleLostPassword(path: string, dataDir: string): Promise<void> {
  if (path === dataDir) {
    throw new Error(
      `Cannot open the database in "${path}": the file "${passwordFile(dataDir)}" is missing, put it back or start with --fresh to begin anew`,
    );
  }
  await stopLeftBehind(path);
  await rm(path, { recursive: true, force: true });
}

async function claim(dataDir: string): Promise<void> {
  const file = ownerFile(dataDir);
  const owner = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as ProcessIdentity,
    () => undefined,
  );
  if (owner !== undefined && owner.pid !== process.pid && isRunning(owner)) {
    throw new Error(
      `Cannot open the database in "${dataDir}": process ${owner.pid} has it open, stop that one or use another folder`,
    );
  }
  await writeFile(file, JSON.stringify(identify(process.pid)), { mode: 0o600 });
}

/** Creates under another name and renames, so that a creation that was cut short is never opened. */
async function create(path: string, dataDir: string, binaries: PostgresBinaries): Promise<void> {
  const unfinished = `${path}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const { user } = binaries;
  const password = randomBytes(24).toString("hex");
  await writeFile(passwordFile(dataDir), password, { mode: 0o600 });
  const handOver = join(unfinished, "..", `.${DATABASE}-${password.slice(0, 8)}`);
  await writeFile(handOver, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(unfinished, user.uid, user.gid);
    await chown(handOver, user.uid, user.gid);
  }
  const asUser = { ...user, cwd: "/", env: { ...process.env, LC_ALL: "C" } };
  try {
    await run(
      binaries.initdb,
      ["-D", unfinished, "-U", DATABASE, "--auth=scram-sha-256", `--pwfile=${handOver}`, "-E", "UTF8"].concat(
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
      ),
      asUser,
    );
    const single = run(binaries.postgres, ["--single", "-D", unfinished, "postgres"], asUser);
    single.child.stdin?.end(`CREATE DATABASE ${DATABASE}\n`);
    await single;
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
    throw new Error(`Cannot create a database in "${path}": ${said}`, { cause });
  } finally {
    await rm(handOver, { force: true });
  }
  await rename(unfinished, path);
}

/** Stops a server whose starter died; a pid file that names a stranger is removed. */
async function stopLeftBehind(path: string): Promise<void> {
  const file = join(path, "postmaster.pid");
  const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const server = identify(pid);
  // When nothing runs under that id Postgres itself knows how to recover, and checks more than we could.
  if (server === undefined) return;
  if (!commandOf(pid).includes(path)) {
    await rm(file, { force: true });
    return;
  }
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGQUIT", "SIGKILL"];
  for (const signal of signals) {
    process.kill(pid, signal);
    const hasGone = await until(() => !isRunning(server) || undefined, {
      deadlineMs: 8_000,
      what: "the Postgres server left behind",
    }).catch(() => false);
    if (hasGone) return;
  }
}
