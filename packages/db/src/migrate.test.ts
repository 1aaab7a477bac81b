import { afterAll, describe, expect, it } from "vitest";
import { assertDurable, durabilityProblems } from "./assert-durable.ts";
import { connect, lockKey } from "./connect.ts";
import { SchemaError, migrate, readMigrations, schemaState, waitForSchema } from "./migrate.ts";
import { createEmptyDatabase, openTestDatabase } from "./testing.ts";
import type { TestDatabase } from "./testing.ts";

const database = openTestDatabase();

const made: TestDatabase[] = [];
afterAll(() => Promise.all(made.map((one) => one.drop())));

async function emptyDatabase(): Promise<string> {
  const one = await createEmptyDatabase();
  made.push(one);
  return one.url;
}

describe("migrate()", () => {
  it("lets several starters begin at once: one applies, the others find it done", async () => {
    const url = await emptyDatabase();
    const answers = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const expected = (await readMigrations()).map((migration) => migration.name);
    expect(answers.map((answer) => answer.length).toSorted((a, b) => a - b)).toEqual([0, 0, expected.length]);
    expect(await migrate(url)).toEqual([]);
  });

  it("refuses a schema that is newer than the program", async () => {
    const url = await emptyDatabase();
    await migrate(url);
    const sql = connect(url, { max: 1 });
    await sql`insert into migration (number, name, hash) values (9999, 'later', 'x')`;
    await expect(migrate(url)).rejects.toThrow(/start a newer version/);
    await expect(schemaState(sql)).rejects.toBeInstanceOf(SchemaError);
    await sql.end();
  });

  it("lets runs that named the place of their trigger name its node", async () => {
    const url = await emptyDatabase();
    await migrate(url);
    const sql = connect(url, { max: 1 });
    const plan = { steps: [{ id: "aside" }, { id: "cart" }] };
    await sql`alter table run alter column trigger_step type integer using 0`;
    await sql`insert into flow (key, name, draft, updated_by) values ('cart', 'Cart', '{}', 'test')`;
    await sql`
      insert into flow_version (flow, version, document, plan, plan_hash, published_by, routing_from)
      values ('cart', 1, '{}', ${sql.json(plan)}, 'h', 'test', 1)`;
    await sql`
      insert into run (id, flow, version, plan_hash, subject, state, next_n, entry_seq, entry, trigger_step, priority)
      values ('cart.1', 'cart', 1, 'h', 's', 'open', 1, 1, '{}', 1, 3)`;
    const migration = (await readMigrations()).find(({ name }) => name.includes("node_ids"));
    await sql.unsafe(migration?.text ?? "");
    expect(await sql`select trigger_step from run`).toEqual([{ trigger_step: "cart" }]);
    await sql.end();
  });

  it("lets a worker wait until somebody has migrated", async () => {
    const url = await emptyDatabase();
    const sql = connect(url, { max: 1 });
    expect(await schemaState(sql)).toBe("behind");
    const waiting = waitForSchema(sql, AbortSignal.timeout(30_000));
    await migrate(url);
    await waiting;
    expect(await schemaState(sql)).toBe("current");
    await sql.end();
  });

  it("keeps to its schema, makes it when there is none, and leaves others alone", async () => {
    const url = await emptyDatabase();
    expect(await migrate(url, { schema: "staging" })).toHaveLength((await readMigrations()).length);
    const [staging, production] = [connect(url, { max: 1, schema: "staging" }), connect(url, { max: 1 })];
    expect([await schemaState(staging), await schemaState(production)]).toEqual(["current", "behind"]);
    expect(
      await production`select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace where relname in ('event', 'user')`,
    ).toEqual([{ nspname: "staging" }, { nspname: "staging" }]);
    await migrate(url);
    expect(await schemaState(production)).toBe("current");
    await Promise.all([staging.end(), production.end()]);
  });

  it("does not wait for somebody who migrates another schema", async () => {
    const url = await emptyDatabase();
    const other = connect(url, { max: 1, schema: "other" });
    await other.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${lockKey(tx, "migrate")})`;
      await migrate(url, { schema: "staging" });
    });
    await other.end();
  });
});

describe("connect()", () => {
  it.each(["Staging", "pg_staging", "a b", "1st", "", "a".repeat(41), 'x";drop'])(
    "refuses schema %j",
    (schema) => {
      expect(() => connect(database.url, { schema })).toThrow(/^Cannot use schema/);
    },
  );

  it("reads bigint as a number and refuses one that would lose digits", async () => {
    const [row] = await database.sql`select 9007199254740991::bigint as big, 5::bigint as small`;
    expect(row).toEqual({ big: Number.MAX_SAFE_INTEGER, small: 5 });
    await expect(database.sql`select 9007199254740993::bigint as big`).rejects.toThrow(/beyond 2\^53/);
  });

  it("speaks UTC and limits statements and locks", async () => {
    const [row] = await database.sql`
      select current_setting('TimeZone') as zone, current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`;
    expect(row).toEqual({ zone: "UTC", statement: "30s", lock: "5s" });
  });
});

describe("assertDurable()", () => {
  it("accepts a server that keeps what it acknowledged, and names what does not", async () => {
    await assertDurable(database.sql);
    const sloppy = connect(database.url, { max: 1 });
    await sloppy`set synchronous_commit = off`;
    expect(await durabilityProblems(sloppy)).toEqual(["synchronous_commit is off, on is needed"]);
    await expect(assertDurable(sloppy)).rejects.toThrow(/Cannot accept events/);
    await sloppy.end();
  });
});
