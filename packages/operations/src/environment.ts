// How a process reads its environment: one list of variables, one way to say what is wrong with it, never a value.
import { resolve } from "node:path";
import { SCHEMA_NAME } from "@throughline/db";
import { z } from "zod";
import { readSecretFiles, SECRET_VARIABLES } from "./secret-files.ts";

/** A URL with one of these protocols. */
const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `expected a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
  });

/** Forms of variables. Empty counts as absent everywhere. */
export const variable = {
  url,
  /** A web address, without the slash at its end. */
  webAddress: url("http:", "https:").transform((text) => text.replace(/\/+$/, "")),
  /** A TCP port; 0 lets the system choose. */
  port: z.coerce.number().int().min(0).max(65_535),
  /** Comma-separated. */
  list: z.string().transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  ),
  /** A whole number between these two. */
  count: (least: number, most: number) => z.coerce.number().int().min(least).max(most),
  /** On with 1, off with everything else. */
  flag: z
    .string()
    .optional()
    .transform((text) => text === "1"),
};

/** What every process needs; it is spread into the list of each. */
export const sharedVariables = {
  DATABASE_URL: url("postgres:", "postgresql:"),
  DATABASE_SCHEMA: z.string().regex(SCHEMA_NAME, "expected a name of a-z, 0-9 and _").default("public"),
  TEMPORAL_ADDRESS: z.string().regex(/^[^\s/]+:\d+$/, "expected host:port"),
  TEMPORAL_NAMESPACE: z.string().min(1).default("default"),
  PUBLIC_URL: variable.webAddress,
  /** 64 hex digits each, the first is current; never printed. */
  THROUGHLINE_SECRET_KEY: z
    .string()
    .transform((text) => text.replaceAll(" ", ""))
    .pipe(
      z.string().regex(/^[0-9a-f]{64}(,[0-9a-f]{64})*$/i, "expected 64 hex digits, older keys after a comma"),
    ),
  /** As it is in the environment: packages separated by commas. */
  THROUGHLINE_NODE_PACKAGES: z.string().optional(),
  /** Where they are installed, or what their paths are relative to; the folder in which the process was started. */
  THROUGHLINE_NODE_FOLDER: z
    .string()
    .optional()
    .transform((folder) => resolve(folder ?? ".")),
  HOST: z.string().min(1).default("127.0.0.1"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
};

/** The environment as a process reads it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what `variables` lists; throws a TypeError that names every variable that is not right, never a value. */
export function readEnvironment<V extends z.ZodRawShape>(
  app: string,
  variables: V,
  env: Environment,
): z.output<z.ZodObject<V>> {
  const read = readSecretFiles(env, Object.keys(variables));
  const given = Object.fromEntries(Object.entries(read.env).filter(([, value]) => value !== ""));
  const parsed = z.object(variables).safeParse(given);
  if (parsed.success && Object.keys(read.faults).length === 0) return parsed.data;
  const wrong = (parsed.error?.issues ?? []).map(({ path, code, message }) => {
    const name = path.join(".");
    return [name, code === "invalid_type" && given[name] === undefined ? missing(name) : message];
  });
  // What is wrong with a file is why its variable is missing.
  const all: Readonly<Record<string, string>> = { ...Object.fromEntries(wrong), ...read.faults };
  const faults = Object.entries(all).map(([name, fault]) => `${name}: ${fault}`);
  throw new TypeError(`Cannot start the ${app}: ${faults.join("; ")}`);
}

function missing(name: string): string {
  return SECRET_VARIABLES.includes(name)
    ? `is missing (it may also be a file, named by ${name}_FILE)`
    : "is missing";
}
