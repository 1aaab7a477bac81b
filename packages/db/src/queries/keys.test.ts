import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase } from "../testing.ts";
import type { TestDatabase } from "../testing.ts";
import { addKey, findKey, revokeKey } from "./keys.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database.drop());

it("a configured key that was revoked stays revoked over a restart, until it is replaced by another", async () => {
  const [old, fresh] = [Buffer.from("old"), Buffer.from("fresh")];
  const boot = (hash: Buffer) =>
    addKey(database.sql, {
      id: "configured",
      kind: "api",
      name: "configured admin key",
      prefix: "tl_admin",
      hash,
      role: "admin",
      sources: [],
      by: "configuration",
    });
  await boot(old);
  await boot(old);
  expect(await findKey(database.sql, old)).toMatchObject({ id: "configured" });
  await revokeKey(database.sql, "configured");
  await boot(old);
  expect(await findKey(database.sql, old)).toBeNull();
  await boot(fresh);
  expect(await findKey(database.sql, fresh)).toMatchObject({ id: "configured" });
  expect(await findKey(database.sql, old)).toBeNull();
});
