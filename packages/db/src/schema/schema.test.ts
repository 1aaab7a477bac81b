import { is } from "drizzle-orm";
import { PgTable, getTableConfig } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase } from "../testing.ts";
import type { TestDatabase } from "../testing.ts";
import * as schema from "./index.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database.drop());

const tables = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [getTableConfig(value)] : []));

it.each(tables)("schema names the columns that migrations made: $name", async ({ name, columns }) => {
  const rows = await database.sql<{ column: string; nullable: boolean; type: string }[]>`
    select column_name as column, is_nullable = 'YES' as nullable, udt_name as type
    from information_schema.columns where table_schema = 'public' and table_name = ${name} order by 1`;
  const made = rows.map((row) => ({ column: row.column, nullable: row.nullable }));
  const declared = columns.map((column) => ({ column: column.name, nullable: !column.notNull }));
  expect(declared.toSorted((a, b) => (a.column < b.column ? -1 : 1))).toEqual(
    made.toSorted((a, b) => (a.column < b.column ? -1 : 1)),
  );
});
