// Databases for tests: each cloned in a moment from a migrated template, on a real server.
import { createHash, randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { connect } from "./connect.ts";
import type { ConnectOptions, Sql } from "./connect.ts";
import { migrate, readMigrations } from "./migrate.ts";

export * from "./testing-runs.ts";

/** A database of one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly sql: Sql;
  /** Closes `sql` and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 7_201_500_002;
let server: Promise<string> | undefined;

/** The server's address: `TEST_DATABASE_URL`, or a server of this process that ends with it. */
export function testServerUrl(): Promise<string> {
  server ??= startOrAdopt();
  return server;
}

/** A database for the tests of this file, or of the `describe` around the call; to be read when a test runs. */
export function openTestDatabase(options?: ConnectOptions): Pick<TestDatabase, "url" | "sql"> {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase(options);
  }, 60_000);
  afterAll(() => database?.drop());
  const made = (): TestDatabase => {
    if (database === undefined) throw new Error("Cannot use the test database before a test runs");
    return database;
  };
  return {
    get url() {
      return made().url;
    },
    get sql() {
      return made().sql;
    },
  };
}

/** Creates an empty database, not migrated. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase("template0", {});
}

/** Creates a migrated, empty database; about 50 ms once the template exists. */
export async function createTestDatabase(options: ConnectOptions = {}): Promise<TestDatabase> {
  return createDatabase(await ensureTemplate(await testServerUrl()), options);
}

/** One more environment in a database, in a schema of its own; it goes with the database. */
export async function createTestEnvironment(
  { url }: Pick<TestDatabase, "url">,
  schema: string,
  options: ConnectOptions = {},
): Promise<TestDatabase> {
  await migrate(url, { schema });
  const sql = connect(url, { applicationName: "throughline-test", ...options, schema });
  return { url, sql, drop: () => sql.end({ timeout: 1 }) };
}

async function createDatabase(template: string, options: ConnectOptions): Promise<TestDatabase> {
  const base = await testServerUrl();
  const name = `throughline_test_${randomBytes(6).toString("hex")}`;
  await asAdmin(base, (admin) => admin.unsafe(`create database ${name} template ${template}`));
  const url = withDatabase(base, name);
  const sql = connect(url, { applicationName: "throughline-test", ...options });
  return {
    url,
    sql,
    drop: async () => {
      await sql.end({ timeout: 1 });
      await asAdmin(base, (admin) => admin.unsafe(`drop database if exists ${name} with (force)`));
    },
  };
}

async function startOrAdopt(): Promise<string> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given !== undefined && given !== "") return given;
  // Loaded only here: programs that are given a server need no launcher.
  const { startPostgres } = await import("@throughline/stack");
  const folder = await mkdtemp(join(tmpdir(), "throughline-test-"));
  const started = await startPostgres({ dataDir: join(folder, "postgres") });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return started.url;
}

/** Makes the template once per server and schema, however many processes ask. */
async function ensureTemplate(base: string): Promise<string> {
  const hash = createHash("sha256");
  for (const migration of await readMigrations()) hash.update(migration.hash);
  const name = `throughline_template_${hash.digest("hex").slice(0, 16)}`;
  await asAdmin(base, async (admin) => {
    await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
    const found = await admin`select 1 from pg_database where datname = ${name}`;
    if (found.length > 0) return;
    const draft = `${name}_${randomBytes(4).toString("hex")}`;
    await admin.unsafe(`create database ${draft}`);
    await migrate(withDatabase(base, draft));
    await admin.unsafe(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

async function asAdmin(base: string, work: (admin: Sql) => Promise<unknown>): Promise<void> {
  const admin = connect(base, {
    max: 1,
    applicationName: "throughline-test-admin",
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(base: string, name: string): string {
  const url = new URL(base);
  url.pathname = `/${name}`;
  return url.toString();
}
