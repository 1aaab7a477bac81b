import { expect, it } from "vitest";
import { openTestDatabase } from "../testing.ts";
import { addKey, findKey, revokeKey } from "./keys.ts";

const database = openTestDatabase();

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
