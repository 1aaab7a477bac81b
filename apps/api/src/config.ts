import { isIP } from "node:net";
import { parseSealingKeys } from "@throughline/nodes";
import { readEnvironment, sharedVariables, variable } from "@throughline/operations";
import type { Environment } from "@throughline/operations";
import { z } from "zod";

/** A key that configuration gives. */
const configuredKey = z.string().min(24, "has fewer than 24 characters, make a random one").optional();

/** The API's own variables beside the shared ones. */
const variables = {
  ...sharedVariables,
  TEMPORAL_UI_URL: variable.webAddress.optional(),
  MAIL_URL: variable.webAddress.optional(),
  SMTP_URL: variable.url("smtp:", "smtps:").optional(),
  MAIL_FROM: z.string().min(3).optional(),
  PORT: variable.port.default(4400),
  /** Requests a minute, by caller and process; 0: any number. */
  API_REQUESTS_PER_MINUTE: variable.count(0, 10_000_000).default(12_000),
  EVENT_REQUESTS_PER_MINUTE: variable.count(0, 10_000_000).default(600_000),
  TRUST_PROXY: z.string().optional().transform(parseTrustProxy),
  THROUGHLINE_ADMIN_KEY: configuredKey,
  THROUGHLINE_WRITE_KEY: configuredKey,
  THROUGHLINE_LOCAL_OWNER: variable.flag,
  THROUGHLINE_ALLOW_UNSAFE_DATABASE: variable.flag,
};

/** Express's names for the usual private networks. */
const PROXY_NAMES: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);

export type Config = ReturnType<typeof readConfig>;

/** Reads the environment; throws a TypeError that names every variable that is not right, never a value. */
export function readConfig(env: Environment) {
  const e = readEnvironment("API", variables, env);
  return {
    databaseUrl: e.DATABASE_URL,
    databaseSchema: e.DATABASE_SCHEMA,
    temporal: {
      address: e.TEMPORAL_ADDRESS,
      namespace: e.TEMPORAL_NAMESPACE,
      uiUrl: e.TEMPORAL_UI_URL ?? null,
    },
    mailUrl: e.MAIL_URL ?? null,
    /** Null: mails that people want to see can be shown, not sent. */
    smtpUrl: e.SMTP_URL ?? null,
    mailFrom: e.MAIL_FROM ?? null,
    publicUrl: e.PUBLIC_URL,
    port: e.PORT,
    host: e.HOST,
    apiPerMinute: e.API_REQUESTS_PER_MINUTE,
    eventsPerMinute: e.EVENT_REQUESTS_PER_MINUTE,
    trustProxy: e.TRUST_PROXY,
    secretKey: e.THROUGHLINE_SECRET_KEY,
    sealingKeys: parseSealingKeys(e.THROUGHLINE_SECRET_KEY),
    adminKey: e.THROUGHLINE_ADMIN_KEY ?? null,
    writeKey: e.THROUGHLINE_WRITE_KEY ?? null,
    localOwner: e.THROUGHLINE_LOCAL_OWNER,
    nodePackages: { names: e.THROUGHLINE_NODE_PACKAGES, folder: e.THROUGHLINE_NODE_FOLDER },
    allowUnsafeDatabase: e.THROUGHLINE_ALLOW_UNSAFE_DATABASE,
    logLevel: e.LOG_LEVEL,
  };
}

/**
 * Whose `X-Forwarded-For` is believed: a number of proxies in front of us, or their addresses; by default nobody's. Express
 * takes it as it is.
 */
function parseTrustProxy(text: string | undefined, context: z.RefinementCtx): number | string[] | false {
  if (text === undefined) return false;
  if (/^[0-9]$/.test(text)) return Number(text);
  const parts = text.split(",").map((part) => part.trim());
  const wrong = parts.find((part) => !PROXY_NAMES.has(part) && !isNetwork(part));
  if (wrong === undefined) return parts;
  context.addIssue({
    code: "custom",
    message: `has "${wrong}", which is neither a number of proxies, such as 1, nor an address or network, such as 10.0.0.0/8`,
  });
  return z.NEVER;
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  const isWhole = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && rest.length === 0 && isWhole;
}
