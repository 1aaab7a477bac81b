// Numbered plain SQL, applied once and in order by one starter at a time.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { connect, lockKey, schemaOf } from "./connect.ts";
import type { Sql } from "./connect.ts";

/** A file of `migrations/`. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

/** The database's schema is not the one that this program knows. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

// Beside src and dist alike, so that it is found from source and from the built package.
const FOLDER = new URL("../migrations/", import.meta.url);

/** The migrations of this version, in order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, FOLDER), "utf8");
      return {
        number: Number(name.slice(0, 4)),
        name,
        text,
        hash: createHash("sha256").update(text).digest("hex"),
      };
    }),
  );
}

export interface MigrateOptions {
  /** The schema that holds the tables; it is made if there is none. Default `public`. */
  readonly schema?: string;
}

/** Brings the tables to this version's; answers the names of what it applied. Several starters at once are fine: one works, the others wait. */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<readonly string[]> {
  const migrations = await readMigrations();
  const sql = connect(url, {
    ...options,
    max: 1,
    applicationName: "throughline-migrate",
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  });
  try {
    await sql`select pg_advisory_lock(${lockKey(sql, "migrate")})`;
    await ensureSchema(sql);
    await sql`
      create table if not exists migration (
        number integer primary key, name text not null, hash text not null,
        applied_at timestamptz not null default clock_timestamp()
      )`;
    const applied = await sql<
      { number: number; hash: string }[]
    >`select number, hash from migration order by number`;
    assertKnown(applied, migrations);
    const missing = migrations.filter((migration) => !applied.some((row) => row.number === migration.number));
    for (const migration of missing) {
      await sql.begin(async (transaction) => {
        await transaction.unsafe(migration.text).simple();
        await transaction`insert into migration (number, name, hash) values (${migration.number}, ${migration.name}, ${migration.hash})`;
      });
    }
    return missing.map((migration) => migration.name);
  } finally {
    await sql.end(); // ends the session, and with it the lock
  }
}

/** Asks before it creates: whoever was given a schema need not be allowed to make one. */
async function ensureSchema(sql: Sql): Promise<void> {
  const schema = schemaOf(sql);
  const found = await sql`select 1 from pg_namespace where nspname = ${schema}`;
  if (found.length === 0) await sql`create schema ${sql(schema)}`;
}

function assertKnown(
  applied: readonly { number: number; hash: string }[],
  migrations: readonly Migration[],
): void {
  for (const row of applied) {
    const known = migrations.find((migration) => migration.number === row.number);
    if (known === undefined) {
      throw new SchemaError(
        `Cannot use database with schema ${row.number}: this program knows schemas up to ${migrations.length}, start a newer version`,
      );
    }
    if (known.hash !== row.hash) {
      throw new SchemaError(
        `Cannot use database with migration "${known.name}": it was applied with other contents, an applied migration must stay as it is`,
      );
    }
  }
}

/** Where the database stands: behind (wait or migrate), current, or an error for a newer one. */
export async function schemaState(sql: Sql): Promise<"behind" | "current"> {
  const migrations = await readMigrations();
  const [table] = await sql<{ exists: boolean }[]>`select to_regclass('migration') is not null as exists`;
  if (table?.exists !== true) return "behind";
  const applied = await sql<
    { number: number; hash: string }[]
  >`select number, hash from migration order by number`;
  assertKnown(applied, migrations);
  return applied.length < migrations.length ? "behind" : "current";
}

/** For processes that do not migrate themselves: resolves once somebody has brought the schema to this version. */
export async function waitForSchema(sql: Sql, signal: AbortSignal): Promise<void> {
  while ((await schemaState(sql)) === "behind") {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
