import { describe, expect, it } from "vitest";
import { connect } from "../connect.ts";
import type { Transaction } from "../connect.ts";
import { openTestDatabase } from "../testing.ts";
import { JudgementError, TimeUpError, TooManyWaitsError, TooMuchError, troubleOf } from "./match-trouble.ts";

const database = openTestDatabase();

const EARLY = { elapsedMs: 10, limitMs: 1_000 };

/** What a transaction fails with whose session has a limit or an end of its own. */
async function failureOf(work: (tx: Transaction) => Promise<unknown>, idleMs = 30_000): Promise<unknown> {
  const sql = connect(database.url, { max: 1, idleInTransactionTimeoutMs: idleMs });
  try {
    return await sql.begin(work).then(
      () => null,
      (error: unknown) => error,
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

describe("troubleOf()", () => {
  it("blames the batch when Postgres ended the session because it thought for too long", async () => {
    const error = await failureOf(async (tx) => {
      const [me] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      for (let isThere = true; isThere;)
        isThere = (await database.sql`select 1 from pg_stat_activity where pid = ${me?.pid ?? 0}`).length > 0;
      await tx`select 1`;
    }, 50);
    expect(["late", "cut-off"]).toContain(troubleOf(error, EARLY)?.kind);
  });

  it("takes a cancelled statement, a time limit of our own and an attempt that took its whole time for late", async () => {
    const cancelled = await failureOf(async (tx) => {
      await tx`set local statement_timeout = 20`;
      await tx`select pg_sleep(10)`;
    });
    const late = [
      troubleOf(cancelled, EARLY),
      troubleOf(new TimeUpError("over"), EARLY),
      troubleOf(new Error("whatever"), { elapsedMs: 1_000, limitMs: 1_000 }),
    ];
    expect(late.map((trouble) => trouble?.kind)).toEqual(["late", "late", "late"]);
  });

  it("takes data that Postgres refuses, text that is too long to be made and a decision that threw for refused", async () => {
    const tooLong = await failureOf((tx) => tx`select ${"x".repeat(2 ** 30)}::text`);
    const refused = [
      troubleOf(await failureOf((tx) => tx`select 1 / 0`), EARLY),
      troubleOf(tooLong, EARLY),
      troubleOf(new JudgementError("too deep"), EARLY),
    ];
    expect(refused.map((trouble) => trouble?.kind)).toEqual(["refused", "refused", "refused"]);
  });

  it("knows batches that ask for too much", () => {
    expect(troubleOf(new TooMuchError(3), EARLY)).toEqual({ kind: "too-much", events: 3 });
    expect(troubleOf(new TooManyWaitsError("300 waits"), EARLY)).toEqual({
      kind: "too-many-waits",
      message: "300 waits",
    });
  });

  it("blames no batch for rows that somebody else holds, or for a store that closes", async () => {
    const closing = connect(database.url, { max: 1 });
    await closing.end();
    const ended = await closing`select 1`.then(
      () => null,
      (error: unknown) => error,
    );
    const held = await failureOf(async (tx) => {
      await tx`set local lock_timeout = 20`;
      await database.sql.begin(async (other) => {
        await other`select pg_advisory_xact_lock(1)`;
        await tx`select pg_advisory_xact_lock(1)`;
      });
    });
    expect([troubleOf(ended, EARLY), troubleOf(held, EARLY)]).toEqual([null, null]);
  });
});
