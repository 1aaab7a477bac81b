// The ledger of effects, on a real database.
import { beginEffect, closeRun, endEffect, releaseEffect } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { openWorld, runsIn } from "./test-world.ts";

const world = openWorld("file");
const { openRun } = runsIn(world);

describe("effects", () => {
  it("counts attempts, returns the stored result, and fences an old attempt", async () => {
    const run = await openRun("quin");
    const key = `${run}/send.1/mail`;
    expect(await world.store.transact(beginEffect, { run, key })).toEqual({
      kind: "go",
      attempt: 1,
      previous: "none",
    });
    expect(await world.store.transact(beginEffect, { run, key })).toEqual({
      kind: "go",
      attempt: 2,
      previous: "intended",
    });
    expect(await world.store.transact(endEffect, { key, attempt: 1, state: "done", result: "old" })).toEqual({
      kind: "fenced",
    });
    expect(
      await world.store.transact(endEffect, { key, attempt: 2, state: "done", result: { id: "m1" } }),
    ).toEqual({
      kind: "stored",
    });
    expect(await world.store.transact(beginEffect, { run, key })).toEqual({
      kind: "done",
      result: { id: "m1" },
    });
  });

  it("gives the last of a cap to one of many, and frees it when the effect did not happen", async () => {
    const run = await openRun("rosa");
    const cap = { scope: "offer/x", subject: "rosa", count: 1, periodMs: 60_000 };
    const begin = (name: string) =>
      world.store.transact(beginEffect, { run, key: `${run}/offer.1/${name}`, cap });
    const answers = await Promise.all(["a", "b", "c", "d"].map(begin));
    expect(answers.map((answer) => answer.kind).toSorted()).toEqual(["capped", "capped", "capped", "go"]);
    const winner = ["a", "b", "c", "d"][answers.findIndex((answer) => answer.kind === "go")] ?? "";
    await world.store.transact(releaseEffect, { key: `${run}/offer.1/${winner}`, attempt: 1 });
    expect(await begin("e")).toMatchObject({ kind: "go" });
  });

  it("ends the step when the run is closed", async () => {
    const run = await openRun("sam");
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    expect(await world.store.transact(beginEffect, { run, key: `${run}/x.1/y` })).toEqual({
      kind: "run-closed",
      outcome: "done",
    });
  });
});
