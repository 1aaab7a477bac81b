// What events and steps make of a profile, on a real database.
import { IDENTIFY_TYPE, PROFILE_BYTES_MAX } from "@throughline/flow";
import { changeProfile } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { listEventEffects } from "../queries/events.ts";
import { event, matchAll, openWorld, send } from "./test-world.ts";

const world = openWorld("file");

describe("traits that are null", () => {
  it("remove fields, by an event as by the API", async () => {
    const { sql } = world.database;
    await send(
      world.store,
      event(IDENTIFY_TYPE, "nil", { traits: { a: 1, b: 1, c: null } }),
      event(IDENTIFY_TYPE, "nil", { traits: { b: null, d: { e: null } } }),
    );
    await matchAll(world.store);
    const attributes = async () =>
      (await sql`select attributes from profile where subject = 'nil'`)[0]?.["attributes"] as unknown;
    expect(await attributes()).toEqual({ a: 1, d: { e: null } });
    await world.store.transact(changeProfile, { subject: "nil", changes: { d: null }, by: "api" });
    expect(await attributes()).toEqual({ a: 1 });
  });

  it("lose nothing when two change a profile that is not there yet", async () => {
    const { sql } = world.database;
    const changes = ["a", "b", "c", "d"].map((field) =>
      world.store.transact(changeProfile, { subject: "fresh", changes: { [field]: 1 }, by: "api" }),
    );
    expect((await Promise.all(changes)).map(({ kind }) => kind)).toEqual(Array(4).fill("changed"));
    expect(await sql`select attributes from profile where subject = 'fresh'`).toEqual([
      { attributes: { a: 1, b: 1, c: 1, d: 1 } },
    ]);
  });
});

describe("traits that a profile has no room for", () => {
  it("are not merged, and the event says so; those of the events around it are", async () => {
    const { sql } = world.database;
    const [, large] = await send(
      world.store,
      event(IDENTIFY_TYPE, "big", { traits: { a: 1 } }),
      event(IDENTIFY_TYPE, "big", { traits: { text: "x".repeat(PROFILE_BYTES_MAX) } }),
      event(IDENTIFY_TYPE, "big", { traits: { b: 2 } }),
    );
    await matchAll(world.store);
    expect(await sql`select attributes from profile where subject = 'big'`).toEqual([
      { attributes: { a: 1, b: 2 } },
    ]);
    const { refusals } = await listEventEffects(sql, String(large?.seq));
    expect(refusals).toMatchObject([{ flow: "", version: null, code: "profile-too-large" }]);
    expect(refusals[0]?.detail).toContain("not merged");
  });
});
