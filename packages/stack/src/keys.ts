// Secrets of the local stack: made once, kept in files that only their owner can read.
import { randomBytes, randomInt } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What API and worker must agree on, and what programs present to the API. */
export interface StackKeys {
  /** 64 hex digits; seals secrets at rest. */
  readonly secretKey: string;
  /** An API key with every right. */
  readonly adminKey: string;
  /** A key that may send events. */
  readonly writeKey: string;
}

/** Reads the keys of a data folder; makes those that are missing. */
export async function readKeys(dataDir: string): Promise<StackKeys> {
  return {
    secretKey: await once(join(dataDir, "secret.key"), () => randomBytes(32).toString("hex")),
    adminKey: await once(join(dataDir, "admin.key"), () => `tl_admin_${base62(32)}`),
    writeKey: await once(join(dataDir, "write.key"), () => `tl_write_${base62(32)}`),
  };
}

async function once(file: string, make: () => string): Promise<string> {
  const kept = (await readFile(file, "utf8").catch(() => "")).trim();
  if (kept !== "") return kept;
  const made = make();
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
}

function base62(length: number): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return Array.from({ length }, () => digits[randomInt(digits.length)]).join("");
}
