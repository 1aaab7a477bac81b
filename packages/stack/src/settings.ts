// What the environment asks of the local stack, read once.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The wishes of whoever starts the stack. */
export interface Settings {
  /** The checkout. */
  readonly root: string;
  /** Everything the stack writes lies here. */
  readonly dataDir: string;
  readonly isFresh: boolean;
  /** As it is given, secrets that lie in files read. */
  readonly env: Environment;
  /** Names and paths of node packages are meant from here. */
  readonly nodeFolder: string;
  /** Where people reach the stack; undefined: on this machine, on the API's port. */
  readonly publicUrl: string | undefined;
  /** Of a Temporal server of yours. */
  readonly temporalUiUrl: string | undefined;
  readonly ports: Ports;
  readonly workers: number;
  /** Servers that take the place of the embedded ones. */
  readonly external: {
    readonly databaseUrl: string | undefined;
    readonly temporalAddress: string | undefined;
    readonly smtpUrl: string | undefined;
  };
}

/** 0 asks for any free port. */
interface Ports {
  readonly api: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly postgres: number;
  readonly smtp: number;
  readonly mail: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings; throws a sentence for a value that cannot be meant. */
export function readSettings(given: Environment, args: readonly string[]): Settings {
  const env = withSecretFiles(given);
  const unknown = args.find((arg) => arg !== "--fresh");
  if (unknown !== undefined) {
    throw new Error(
      `Cannot start with "${unknown}": the only option is --fresh, which begins with empty data`,
    );
  }
  const isFresh = args.includes("--fresh");
  const databaseUrl = text(env, "DATABASE_URL");
  if (isFresh && databaseUrl !== undefined) {
    throw new Error(
      "Cannot start with --fresh while DATABASE_URL names a database of yours: the keys that open its secrets would be thrown away and its data kept. Empty that database yourself and start without --fresh, or unset DATABASE_URL",
    );
  }
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
  return {
    root,
    dataDir: resolve(root, text(env, "THROUGHLINE_DATA") ?? ".throughline"),
    isFresh,
    env,
    // npm changes to the checkout; whoever runs `npm start --prefix <checkout>` means their own folder.
    nodeFolder: resolve(text(env, "INIT_CWD") ?? root, text(env, "THROUGHLINE_NODE_FOLDER") ?? "."),
    publicUrl: text(env, "PUBLIC_URL"),
    temporalUiUrl: text(env, "TEMPORAL_UI_URL"),
    ports: {
      api: port(env, "THROUGHLINE_PORT", 4400),
      temporal: port(env, "TEMPORAL_PORT", 7233),
      temporalUi: port(env, "TEMPORAL_UI_PORT", 8233),
      postgres: port(env, "POSTGRES_PORT", 5544),
      smtp: port(env, "SMTP_PORT", 1025),
      mail: port(env, "MAIL_PORT", 8025),
    },
    workers: whole(env, "WORKERS", 1, { from: 1, to: 64 }),
    external: {
      databaseUrl,
      temporalAddress: text(env, "TEMPORAL_ADDRESS"),
      smtpUrl: text(env, "SMTP_URL"),
    },
  };
}

/** API and worker read the same; here because the stack decides by them which servers it starts. */
const SECRETS = [
  "DATABASE_URL",
  "SMTP_URL",
  "THROUGHLINE_SECRET_KEY",
  "THROUGHLINE_ADMIN_KEY",
  "THROUGHLINE_WRITE_KEY",
];

function withSecretFiles(given: Environment): Environment {
  const env: Record<string, string | undefined> = { ...given };
  for (const name of SECRETS) {
    const file = `${name}_FILE`;
    const path = text(given, file);
    delete env[file];
    if (path === undefined) continue;
    if (text(given, name) !== undefined)
      throw new Error(`Cannot start with both ${name} and ${file}: they are one secret, keep one of them`);
    try {
      env[name] = readFileSync(path, "utf8").replace(/[\r\n]+$/, "");
    } catch (cause) {
      throw new Error(`Cannot read ${file}: there is no file "${path}" that this user may read`, { cause });
    }
  }
  return env;
}

function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

function port(env: Environment, name: string, usual: number): number {
  return whole(env, name, usual, { from: 0, to: 65_535 });
}

function whole(
  env: Environment,
  name: string,
  usual: number,
  range: { readonly from: number; readonly to: number },
): number {
  const value = text(env, name);
  if (value === undefined) return usual;
  const number = Number(value);
  if (!Number.isInteger(number) || number < range.from || number > range.to) {
    throw new RangeError(
      `Cannot use ${name}="${value}": it must be a whole number from ${range.from} to ${range.to}`,
    );
  }
  return number;
}
