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
  HOST: z.string().min(1).default("127.0.0.1"),
  THROUGHLINE_SECRET_KEY: z.string().min(1),
  THROUGHLINE_ADMIN_KEY: optional,
  THROUGHLINE_WRITE_KEY: optional,
  THROUGHLINE_LOCAL_OWNER: optional,
  THROUGHLINE_NODE_PACKAGES: optional,
  THROUGHLINE_ALLOW_UNSAFE_DATABASE: optional,
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

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
