import type { Json } from "@throughline/flow";
import { eq, sql as expression } from "drizzle-orm";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { drizzleOn } from "./drizzle-on.ts";
import { apiKey, audit, event, stockItem, user } from "./schema/index.ts";
import { openTestDatabase } from "./testing.ts";

const database = openTestDatabase();

describe("drizzleOn()", () => {
  const values: readonly Json[] = [
    {},
    [],
    [1, "2", null],
    [true],
    "",
    "1",
    '"1"',
    "null",
    "{}",
    0,
    -1.5,
    true,
    false,
    { at: "2026-01-01T00:00:00Z", deep: [{ ünïcode: "\\ \" ' \u2028" }] },
  ];
  it.each(values.map((value) => [JSON.stringify(value), value] as const))(
    "keeps JSON as it is: %s",
    async (_, value) => {
      const [row] = await drizzleOn(database.sql)
        .insert(audit)
        .values({ actor: "a", action: "b", target: "c", detail: value })
        .returning();
      expect(row?.detail).toEqual(value);
      const [stored] = await database.sql`select detail from audit where id = ${row?.id ?? 0}`;
      expect(stored).toEqual({ detail: value });
    },
  );

  it("tells null from JSON's null", async () => {
    const insert = drizzleOn(database.sql)
      .insert(audit)
      .values({ actor: "a", action: "b", target: "c", detail: null as never });
    await expect(insert).rejects.toMatchObject({ code: "23502" });
  });

  it("reads instants as text, counters as numbers, quantities as exact text, bytes as bytes", async () => {
    const db = drizzleOn(database.sql);
    const [key] = await db
      .insert(apiKey)
      .values({
        id: "k",
        kind: "api",
        name: "n",
        prefix: "p",
        hash: Buffer.from([0, 255]),
        role: "r",
        sources: ['a"b', "c,d", "\\", "{}", ""],
        createdBy: "x",
      })
      .returning();
    expect(key).toMatchObject({
      hash: Buffer.from([0, 255]),
      sources: ['a"b', "c,d", "\\", "{}", ""],
      revokedAt: null,
    });
    expect(key?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const [item] = await db
      .insert(stockItem)
      .values({ sku: "s", name: "n", level: "1.25", reorderPoint: "0", reorderQuantity: "3" })
      .returning();
    expect(item).toMatchObject({ level: "1.25", reorderPoint: "0", reorderQuantity: "3" });
    const [row] = await db
      .insert(event)
      .values({ seq: 4_999_999, source: "s", id: "i", type: "t", time: "2026-01-02T03:04:05.678Z", data: {} })
      .returning();
    expect(row).toMatchObject({ seq: 4_999_999, time: "2026-01-02T03:04:05.678Z" });
  });

  it("leaves the pool as it was", async () => {
    await drizzleOn(database.sql).select().from(user);
    const [row] =
      await database.sql`select now() as at, '{"a":1}'::jsonb as json, 5::bigint as big, ${database.sql.json({ b: 2 })} as given`;
    expect(row).toEqual({ at: expect.any(Date), json: { a: 1 }, big: 5, given: { b: 2 } });
  });

  it("is part of a transaction that it is given", async () => {
    const add = database.sql.begin(async (tx) => {
      await drizzleOn(tx).insert(user).values({ id: "gone", name: "n", email: "gone@example.com" });
      throw new Error("undo");
    });
    await expect(add).rejects.toThrow("undo");
    expect(await drizzleOn(database.sql).select().from(user).where(eq(user.id, "gone"))).toEqual([]);
  });

  it("fails with Postgres' own error, whose message holds no values", async () => {
    const failing = drizzleOn(database.sql)
      .select({ n: expression<number>`${"private"}::int` })
      .from(user);
    const error: unknown = await failing.then(String, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(postgres.PostgresError);
    expect(error).toMatchObject({ code: "22P02" });
    const missing = drizzleOn(database.sql)
      .insert(audit)
      .values({ actor: "private", action: null as never, target: "" });
    await expect(missing).rejects.not.toThrow(/private/);
  });
});
