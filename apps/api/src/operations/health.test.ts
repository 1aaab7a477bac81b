import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const ready = async () => {
  const { status, body } = await request(api.url).get("/readyz");
  return [status, body];
};

it("is ready when it listens, not while the database is set back, and again afterwards", async () => {
  expect(await ready()).toEqual([200, { ready: true, reasons: [] }]);
  await api.sql`alter table migration rename to migration_elsewhere`;
  await api.deps.readiness.check();
  const reasons = ["Postgres cannot be used: it is not migrated to this version"];
  expect(await ready()).toEqual([503, { ready: false, working: false, reasons }]);
  expect((await request(api.url).get("/livez")).status).toBe(200);
  await api.sql`alter table migration_elsewhere rename to migration`;
  await api.deps.readiness.check();
  expect(await ready()).toEqual([200, { ready: true, reasons: [] }]);
});
