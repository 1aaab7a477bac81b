import { isIP } from "node:net";
import { parseSealingKeys } from "@throughline/nodes";
import { z } from "zod";

const optional = z.preprocess((value) => (value === "" ? undefined : value), z.string().optional());

const environment = z.object({
  DATABASE_URL: z.string().min(1),
  TEMPORAL_ADDRESS: z.string().min(1).default("127.0.0.1:7233"),
  TEMPORAL_NAMESPACE: z.string().min(1).default("default"),
  TEMPORAL_UI_URL: optional,
  MAIL_URL: optional,
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default("http://127.0.0.1:4400"),
  PORT: z.coerce.number().int().min(0).max(65535).default(4400),
  TRUST_PROXY: optional,
  HOST: z.string().min(1).default("127.0.0.1"),
  THROUGHLINE_SECRET_KEY: z.string().min(1),
  THROUGHLINE_ADMIN_KEY: optional,
  THROUGHLINE_WRITE_KEY: optional,
  THROUGHLINE_LOCAL_OWNER: optional,
  THROUGHLINE_NODE_PACKAGES: optional,
  THROUGHLINE_ALLOW_UNSAFE_DATABASE: optional,
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

/** Express's names for the usual private networks. */
const PROXY_NAMES: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);

export type Config = ReturnType<typeof readConfig>;

/** Reads the environment; throws one error that names every variable that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const list = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new TypeError(`Cannot read the configuration: ${list.join("; ")}`);
  }
  const e = parsed.data;
  for (const name of ["THROUGHLINE_ADMIN_KEY", "THROUGHLINE_WRITE_KEY"] as const) {
    const key = e[name];
    if (key !== undefined && key.length < 24) {
      throw new TypeError(
        `Cannot read the configuration: ${name} has fewer than 24 characters, make a random one`,
      );
    }
  }
  return {
    databaseUrl: e.DATABASE_URL,
    temporal: {
      address: e.TEMPORAL_ADDRESS,
      namespace: e.TEMPORAL_NAMESPACE,
      uiUrl: e.TEMPORAL_UI_URL?.replace(/\/$/, "") ?? null,
    },
    mailUrl: e.MAIL_URL ?? null,
    publicUrl: e.PUBLIC_URL.replace(/\/$/, ""),
    port: e.PORT,
    host: e.HOST,
    trustProxy: parseTrustProxy(e.TRUST_PROXY),
    secretKey: e.THROUGHLINE_SECRET_KEY,
    sealingKeys: parseSealingKeys(e.THROUGHLINE_SECRET_KEY),
    adminKey: e.THROUGHLINE_ADMIN_KEY ?? null,
    writeKey: e.THROUGHLINE_WRITE_KEY ?? null,
    localOwner: e.THROUGHLINE_LOCAL_OWNER === "1",
    nodePackages: e.THROUGHLINE_NODE_PACKAGES,
    allowUnsafeDatabase: e.THROUGHLINE_ALLOW_UNSAFE_DATABASE === "1",
    logLevel: e.LOG_LEVEL,
  };
}

/**
 * Whose `X-Forwarded-For` is believed: a number of proxies in front of us, or their addresses; by default nobody's. Express
 * takes it as it is.
 */
function parseTrustProxy(text: string | undefined): number | string[] | false {
  if (text === undefined) return false;
  if (/^[0-9]$/.test(text)) return Number(text);
  const parts = text.split(",").map((part) => part.trim());
  const wrong = parts.find((part) => !PROXY_NAMES.has(part) && !isNetwork(part));
  if (wrong === undefined) return parts;
  throw new TypeError(
    `Cannot read the configuration: TRUST_PROXY has "${wrong}", which is neither a number of proxies, such as 1, nor an address or network, such as 10.0.0.0/8`,
  );
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  const isWhole = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && rest.length === 0 && isWhole;
}
