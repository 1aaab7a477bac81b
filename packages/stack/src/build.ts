// Compiles the checkout when its sources changed since the last time; a warm start compiles nothing.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { tellWaiting } from "./tell-waiting.ts";

const run = promisify(execFile);

/** What a start needs; when one is missing the stamp is not believed. */
const OUTPUTS = ["apps/api/dist/main.js", "apps/worker/dist/main.js", "apps/designer/dist/index.html"];

/** Files whose content decides what is compiled. */
const ROOT_INPUTS = ["package-lock.json", "tsconfig.base.json", "turbo.json"];
const SKIPPED_FOLDERS = new Set(["node_modules", "dist", ".turbo", ".throughline", "coverage"]);

/** Compiles if needed; tells whether it did. */
export async function buildIfChanged(root: string, say: (line: string) => void): Promise<boolean> {
  const stampFile = join(root, "node_modules/.cache/throughline/build-stamp");
  const stamp = await inputHash(root);
  const isBuilt = OUTPUTS.every((output) => existsSync(join(root, output)));
  if (isBuilt && (await readFile(stampFile, "utf8").catch(() => "")) === stamp) return false;
  const what = isBuilt
    ? "compiling, because the sources changed"
    : "compiling, for the first time a minute or more";
  await tellWaiting(what, build(root), { say });
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
  return true;
}

async function build(root: string): Promise<void> {
  try {
    await run(join(root, "node_modules/.bin/turbo"), ["run", "build", "--output-logs=errors-only"], {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
      maxBuffer: 64_000_000,
    });
  } catch (cause) {
    const said = cause instanceof Error && "stdout" in cause ? String(cause.stdout) : "";
    throw new Error(`Cannot compile the checkout: turbo run build failed\n${said.trimEnd()}`, { cause });
  }
}

/** One hash over the names and contents of all inputs. */
async function inputHash(root: string): Promise<string> {
  const hash = createHash("sha256");
  const files = ROOT_INPUTS.map((name) => join(root, name));
  for (const group of ["apps", "packages"]) files.push(...(await filesBelow(join(root, group))));
  for (const file of files.sort()) {
    hash.update(`${relative(root, file)}\0`);
    hash.update(await readFile(file).catch(() => ""));
  }
  return hash.digest("hex");
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : filesBelow(path);
      return entry.isFile() && !/\.test(-d)?\.tsx?$/.test(entry.name) ? [path] : [];
    }),
  );
  return nested.flat();
}
