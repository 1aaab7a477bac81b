import { refuseStart } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { dismissDeadLetter, listDeadLetters } from "../queries/dead-letters.ts";
import { listEventEffects } from "../queries/events.ts";
import { brokenRules, cart, matchAll, openWorld, runsOf, send } from "./test-world.ts";

const world = openWorld();

/** An event that could not be matched; what stood in its way is gone, if it is not to `stay`. */
async function buried(
  subject: string,
  { stay } = { stay: false },
): Promise<{ readonly letter: string; readonly seq: number }> {
  const { sql } = world.database;
  await sql
    .unsafe(`
    create function refuse_run() returns trigger language plpgsql as $$
    begin raise exception 'cannot store this one' using errcode = '22000'; end $$;
    create trigger refuse_run before insert on run for each row execute function refuse_run()`)
    .simple();
  const [ref] = await send(world.store, cart(subject));
  await matchAll(world.store);
  if (!stay) await sql`drop trigger refuse_run on run`;
  const [row] = await sql<{ id: string }[]>`select id::text as id from dead_letter`;
  return { letter: row?.id ?? "", seq: ref?.seq ?? 0 };
}

describe("retryDeadLetter()", () => {
  it("gives a buried event back to the matcher", async () => {
    const { letter, seq } = await buried("ada");
    const lettersOf = async () => (await listEventEffects(world.database.sql, String(seq))).deadLetters;
    expect(await lettersOf()).toHaveLength(1);
    expect(await world.store.retryDeadLetter({ id: letter })).toEqual({ kind: "retried" });
    expect(await lettersOf()).toEqual([]);
    await matchAll(world.store);
    expect(await runsOf(world, "ada")).toHaveLength(1);
    expect(await world.store.retryDeadLetter({ id: letter })).toMatchObject({ kind: "impossible" });
    expect(await brokenRules(world)).toEqual({});
  });

  it("puts an event back whose partition was dropped since, and its repeats still are repeats", async () => {
    const { sql } = world.database;
    const { letter, seq } = await buried("ben");
    const [kept] = await sql`select source, id, data, received_at as at from event where seq = ${seq}`;
    await sql`delete from event where seq = ${seq}`;
    expect(await world.store.retryDeadLetter({ id: letter })).toEqual({ kind: "retried" });
    await matchAll(world.store);
    expect(await runsOf(world, "ben")).toHaveLength(1);
    const [back] = await sql`select seq, source, id, data, received_at as at from event`;
    expect(back).toEqual({ ...kept, seq: expect.any(Number) });
    const [repeat] = await send(world.store, { ...cart("ben"), id: String(back?.["id"]) });
    expect(repeat).toMatchObject({ duplicate: true, seq: back?.["seq"] });
    expect(await brokenRules(world)).toEqual({});
  });

  it("takes the letter from the list, and an event that fails again comes back to it", async () => {
    const { letter } = await buried("bea", { stay: true });
    const listed = async () => (await listDeadLetters(world.database.sql, { limit: 10 })).map(({ id }) => id);
    expect(await listed()).toEqual([letter]);
    expect(await world.store.retryDeadLetter({ id: letter })).toEqual({ kind: "retried" });
    expect(await listed()).toEqual([]);
    await matchAll(world.store);
    expect(await listed()).toEqual([String(Number(letter) + 1)]);
  });

  it("does not try what was dismissed", async () => {
    const { letter } = await buried("cy");
    expect(await dismissDeadLetter(world.database.sql, letter)).toBe(true);
    expect(await dismissDeadLetter(world.database.sql, letter)).toBe(false);
    expect(await world.store.retryDeadLetter({ id: letter })).toEqual({
      kind: "impossible",
      reason: "it was dismissed",
    });
  });

  it("starts a refused run once, however many ask at the same time", async () => {
    await send(world.store, cart("dee"));
    await matchAll(world.store);
    const [claimed] = await world.store.claimRuns({ holder: "d1", runs: 1, leaseMs: 60_000, perRun: 1 });
    await world.store.transact(refuseStart, {
      claim: claimed?.claim ?? "",
      run: claimed?.run ?? "",
      reason: "too large",
    });
    const [row] = await world.database.sql<{ id: string }[]>`select id::text as id from dead_letter`;
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => world.another().retryDeadLetter({ id: row?.id ?? "" })),
    );
    expect(answers.filter(({ kind }) => kind === "retried")).toHaveLength(1);
    expect(await runsOf(world, "dee")).toHaveLength(2);
    expect(await brokenRules(world)).toEqual({});
  });
});
