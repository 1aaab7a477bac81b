// The whole local stack as parts in groups: first what keeps data, then what works with it.
import { join } from "node:path";
import { appEnvironment } from "./app-environment.ts";
import { appPart } from "./app-part.ts";
import type { StackKeys } from "./keys.ts";
import { startMail } from "./mail.ts";
import type { MailInbox } from "./mail.ts";
import { choosePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import type { Settings } from "./settings.ts";
import type { StackFile } from "./stack-file.ts";
import type { Part, Supervisor } from "./supervise.ts";
import { startTemporal } from "./temporal.ts";
import { findTemporalCli } from "./temporal-cli.ts";

/** What is needed to start the parts. */
export interface StackOptions {
  readonly settings: Settings;
  readonly keys: StackKeys;
  readonly supervisor: Supervisor;
  /** Resolves when API and worker are compiled. */
  readonly built: Promise<unknown>;
  readonly say: (line: string) => void;
}

/** A stack that is ready. */
export interface LocalStack {
  readonly addresses: StackFile;
  /** Closes what runs in this process; the supervisor stops the rest. */
  readonly close: () => Promise<void>;
}

/** Starts everything; resolves when API and worker are ready. */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const { settings, supervisor, keys } = options;
  const inbox = settings.external.smtpUrl === undefined ? await startInbox(settings) : undefined;
  const backing = await chooseBacking(settings);
  try {
    await supervisor.startGroup(await backingParts(options, backing));
    await options.built;
    const apiPort = await choosePort({
      part: "the API",
      variable: "THROUGHLINE_PORT",
      port: settings.ports.api,
    });
    const publicUrl = settings.publicUrl ?? `http://127.0.0.1:${apiPort}`;
    const addresses: StackFile = {
      api: `http://127.0.0.1:${apiPort}`,
      designer: publicUrl,
      temporalUi: backing.temporalUi,
      mail: inbox?.url ?? "",
      temporal: backing.temporal,
      postgres: backing.databaseUrl(),
      smtp: inbox?.smtpUrl ?? settings.external.smtpUrl ?? "",
      adminKey: keys.adminKey,
      writeKey: keys.writeKey,
    };
    await supervisor.startGroup(appParts(options, addresses, apiPort));
    return { addresses, close: async () => inbox?.stop() };
  } catch (error) {
    await inbox?.stop();
    throw error;
  }
}

function startInbox(settings: Settings): Promise<MailInbox> {
  return startMail({
    folder: join(settings.dataDir, "mail"),
    smtpPort: settings.ports.smtp,
    httpPort: settings.ports.mail,
  });
}

/** Where the data lives: ports are chosen once, so that a part that restarts is found where it was. */
interface Backing {
  readonly postgresPort: number;
  readonly temporalPort: number;
  readonly temporalUiPort: number;
  readonly temporal: string;
  readonly temporalUi: string;
  /** Known once Postgres has started for the first time. */
  databaseUrl(): string;
  foundDatabase(url: string): void;
}

async function chooseBacking(settings: Settings): Promise<Backing> {
  const { external, ports } = settings;
  let database = external.databaseUrl;
  const postgresPort =
    external.databaseUrl === undefined
      ? await choosePort({ part: "Postgres", variable: "POSTGRES_PORT", port: ports.postgres })
      : 0;
  const isEmbedded = external.temporalAddress === undefined;
  const temporalPort = isEmbedded
    ? await choosePort({ part: "Temporal", variable: "TEMPORAL_PORT", port: ports.temporal })
    : 0;
  const temporalUiPort = isEmbedded
    ? await choosePort({ part: "the Temporal UI", variable: "TEMPORAL_UI_PORT", port: ports.temporalUi })
    : 0;
  return {
    postgresPort,
    temporalPort,
    temporalUiPort,
    temporal: external.temporalAddress ?? `127.0.0.1:${temporalPort}`,
    temporalUi: settings.temporalUiUrl ?? (isEmbedded ? `http://127.0.0.1:${temporalUiPort}` : ""),
    databaseUrl: () => database ?? "",
    foundDatabase: (url) => {
      database = url;
    },
  };
}

async function backingParts({ settings, say }: StackOptions, backing: Backing): Promise<Part[]> {
  const parts: Part[] = [];
  const log = (name: string): string => join(settings.dataDir, "logs", `${name}.log`);
  if (settings.external.databaseUrl === undefined) {
    parts.push({
      name: "Postgres",
      start: async () => {
        const server = await startPostgres({
          dataDir: join(settings.dataDir, "postgres"),
          port: backing.postgresPort,
          logFile: log("postgres"),
        });
        backing.foundDatabase(server.url);
        return server;
      },
    });
  }
  if (settings.external.temporalAddress === undefined) {
    const cli = await findTemporalCli(say);
    parts.push({
      name: "Temporal",
      start: () =>
        startTemporal({
          dataDir: join(settings.dataDir, "temporal"),
          port: backing.temporalPort,
          uiPort: backing.temporalUiPort,
          logFile: log("temporal"),
          cli,
        }),
    });
  }
  return parts;
}

function appParts({ settings, keys }: StackOptions, addresses: StackFile, apiPort: number): Part[] {
  const env = appEnvironment(settings.env, keys, { ...addresses, nodeFolder: settings.nodeFolder });
  const app = (name: string, folder: string) => ({
    name,
    program: join(settings.root, "apps", folder, "dist/main.js"),
    cwd: settings.root,
    logFile: join(settings.dataDir, "logs", `${name.replaceAll(" ", "-")}.log`),
  });
  const api = appPart({
    ...app("api", "api"),
    prepare: async () => ({
      env: { ...env, PORT: String(apiPort), HOST: "127.0.0.1" },
      readyUrl: `${addresses.api}/readyz`,
    }),
  });
  const workers = Array.from({ length: settings.workers }, (_, index) =>
    appPart({
      ...app(settings.workers === 1 ? "worker" : `worker ${index + 1}`, "worker"),
      prepare: async () => {
        const port = await choosePort({ part: "a worker's health door", variable: "HEALTH_PORT" });
        return { env: { ...env, HEALTH_PORT: String(port) }, readyUrl: `http://127.0.0.1:${port}/readyz` };
      },
    }),
  );
  return [api, ...workers];
}
