import { expect, it } from "vitest";
import { connect } from "./connect.ts";
import { isRefusedData } from "./sql-state.ts";
import { openTestDatabase } from "./testing.ts";

const database = openTestDatabase();

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

it("isRefusedData() tells values that will always be refused from a server that is away", async () => {
  const { sql } = database;
  expect(isRefusedData(await errorOf(sql`select ${'"\\u0000"'}::text::jsonb`))).toBe(true);
  expect(isRefusedData(await errorOf(sql`select pg_terminate_backend(pg_backend_pid())`))).toBe(false);
  const nowhere = connect("postgres://u:p@127.0.0.1:1/none", { max: 1, connectTimeoutMs: 1_000 });
  expect(isRefusedData(await errorOf(nowhere`select 1`))).toBe(false);
  await nowhere.end();
});
