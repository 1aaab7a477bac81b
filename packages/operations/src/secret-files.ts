// A secret may come in a file, as Docker, Kubernetes and systemd hand them out: NAME_FILE holds the path in place of NAME.
import { readFileSync } from "node:fs";
import type { Environment } from "./environment.ts";

/** Variables whose value is nobody's business: each may be given as a file, named by `<variable>_FILE`. */
export const SECRET_VARIABLES: readonly string[] = [
  "DATABASE_URL",
  "SMTP_URL",
  "THROUGHLINE_SECRET_KEY",
  "THROUGHLINE_ADMIN_KEY",
  "THROUGHLINE_WRITE_KEY",
];

/** The environment with what the files hold, and what is wrong with those that cannot be taken, by variable. */
export interface WithSecretFiles {
  readonly env: Environment;
  readonly faults: Readonly<Record<string, string>>;
}

/** Reads the files of those of `names` that are secrets. Line ends at the end of a file are no part of the secret. */
export function readSecretFiles(env: Environment, names: readonly string[]): WithSecretFiles {
  const values: Record<string, string> = {};
  const faults: Record<string, string> = {};
  for (const name of names.filter((each) => SECRET_VARIABLES.includes(each))) {
    const file = `${name}_FILE`;
    const path = env[file] ?? "";
    if (path === "") continue;
    if ((env[name] ?? "") !== "") {
      faults[name] = `is given twice, by itself and by ${file}, keep one of them`;
      continue;
    }
    try {
      const text = readFileSync(path, "utf8").replace(/[\r\n]+$/, "");
      if (text === "") faults[name] = `the file that ${file} names is empty (${path})`;
      else values[name] = text;
    } catch (error) {
      faults[name] = `the file that ${file} names cannot be read (${whyUnreadable(error)}, ${path})`;
    }
  }
  return { env: { ...env, ...values }, faults };
}

function whyUnreadable(error: unknown): string {
  const { code, message }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  return WORDS[code ?? ""] ?? code ?? message;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is none",
  EACCES: "this user may not",
  EISDIR: "it is a folder",
};
