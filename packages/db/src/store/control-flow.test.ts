import { refuseStart } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import {
  brokenRules,
  cart,
  cartPlan,
  deliverAll,
  event,
  matchAll,
  openWorld,
  publishPlan,
  runsOf,
  send,
} from "./test-world.ts";

const world = openWorld();

describe("pauseFlow()", () => {
  it("refuses entries with a receipt line, whatever is published meanwhile", async () => {
    await world.store.controlFlow({ kind: "pause", flow: "cart-recovery", by: "ann" });
    await publishPlan(world, cartPlan({ version: 2 }));
    const [ref] = await send(world.store, cart("ada"), event("cart.updated", "bob", { total: 0 }));
    await matchAll(world.store);
    expect(await world.database.sql`select seq, flow, version, code from refusal`).toEqual([
      { seq: ref?.seq, flow: "cart-recovery", version: 2, code: "paused" },
    ]);
    await world.store.controlFlow({ kind: "resume", flow: "cart-recovery", by: "ann" });
    await send(world.store, cart("ada"));
    await matchAll(world.store);
    expect(await runsOf(world, "ada")).toHaveLength(1);
  });

  it("tells every run that is not closed, however many there are", async () => {
    const { sql } = world.database;
    await send(world.store, ...Array.from({ length: 1_050 }, (_, i) => cart(`many-${i}`)));
    await matchAll(world.store);
    await deliverAll(world.store);
    expect(await world.store.controlFlow({ kind: "pause", flow: "cart-recovery", by: "ann" })).toEqual({
      kind: "changed",
      runs: 1_050,
    });
    await deliverAll(world.store);
    expect(await world.store.controlFlow({ kind: "resume", flow: "cart-recovery", by: "ann" })).toEqual({
      kind: "changed",
      runs: 1_050,
    });
    const [told] = await sql`
      select count(*) filter (where kind = 'pause' and n = 1)::int as paused,
        count(*) filter (where kind = 'resume' and n = 2)::int as resumed from delivery`;
    expect(told).toEqual({ paused: 1_050, resumed: 1_050 });
    expect(await brokenRules(world)).toEqual({});
  }, 60_000);

  it("in the middle of a burst: whoever entered is paused, everybody else is refused", async () => {
    const { sql } = world.database;
    const burst = Array.from({ length: 20 }, (_, i) =>
      send(world.store, ...Array.from({ length: 20 }, (__, j) => cart(`burst-${i}-${j}`))),
    );
    const matching = matchAll(world.store);
    await world.another().controlFlow({ kind: "pause", flow: "cart-recovery", by: "ann" });
    await Promise.all([matching, ...burst]);
    await matchAll(world.store);
    const [count] = await sql`
      select (select count(*)::int from run) as entered, (select count(*)::int from delivery where kind = 'pause') as paused,
        (select count(*)::int from refusal where code = 'paused') as refused`;
    expect(count?.["paused"]).toBe(count?.["entered"]);
    expect(count?.["entered"] + count?.["refused"]).toBe(400);
    expect(await brokenRules(world)).toEqual({});
  }, 60_000);

  it("keeps a refused start from being tried again until the flow is resumed", async () => {
    await send(world.store, cart("cy"));
    await matchAll(world.store);
    const [claimed] = await world.store.claimRuns({ holder: "d1", runs: 1, leaseMs: 60_000, perRun: 1 });
    await world.store.transact(refuseStart, {
      claim: claimed?.claim ?? "",
      run: claimed?.run ?? "",
      reason: "too large",
    });
    await world.store.controlFlow({ kind: "pause", flow: "cart-recovery", by: "ann" });
    expect(await world.store.retryDeadLetter({ id: "1" })).toEqual({
      kind: "impossible",
      reason: "the flow is paused: it takes no entries",
    });
    await world.store.controlFlow({ kind: "resume", flow: "cart-recovery", by: "ann" });
    expect(await world.store.retryDeadLetter({ id: "1" })).toEqual({ kind: "retried" });
  });
});
