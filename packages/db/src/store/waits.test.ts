// Waits that are opened and expire, on a real database.
import { expireWait, openWait, unpublishFlow } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import {
  cart,
  cartPlan,
  deliverAll,
  matchAll,
  openWorld,
  order,
  publishPlan,
  runsIn,
  runsOf,
  send,
} from "./test-world.ts";

const world = openWorld("file");
const { openRun, columns } = runsIn(world);

describe("waits and their deadlines", () => {
  it("expires an open wait, and the event that comes later does not wake", async () => {
    const run = await openRun("kim");
    const expire = () =>
      world.store.transact(expireWait, { run, step: "ordered.1", deadline: Date.now() - 60_000 });
    expect(await expire()).toEqual({ kind: "answer", answer: "expired" });
    expect(await expire()).toEqual({ kind: "answer", answer: "expired" });
    await send(world.store, order("kim"));
    await matchAll(world.store);
    expect(await columns(run)).toMatchObject({ nextN: 1 });
  });

  it("lets an accepted event beat the timeout, and answers expired when it was another one's", async () => {
    const run = await openRun("lea");
    await send(world.store, order("somebody else"));
    const expire = () =>
      world.store.transact(expireWait, { run, step: "ordered.1", deadline: Date.now() + 1_000 });
    expect(await expire()).toEqual({ kind: "answer", answer: "expiring" });
    await matchAll(world.store);
    const claimed = await deliverAll(world.store);
    expect(claimed.find((one) => one.run === run)?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "expired", wait: "ordered.1" } },
    ]);
    expect(await expire()).toEqual({ kind: "answer", answer: "matched" });
  });

  it("opens a wait late and delivers the event that was matched before it", async () => {
    await publishPlan(world, cartPlan({ flow: "late-wait", isStatic: false }));
    await send(world.store, cart("mia"), order("mia"));
    await matchAll(world.store);
    await deliverAll(world.store);
    const run = (await runsOf(world, "mia")).find((id) => id.startsWith("late-wait")) ?? "";
    const entryNo = (await world.store.readRun({ run }))?.entry.no ?? 0;
    const request = {
      run,
      step: "ordered.1",
      since: { no: entryNo },
      rows: [
        {
          i: 0,
          type: "order.placed",
          keyExpression: "event.data.cartId",
          key: "mia",
          bindings: {},
          port: "ordered",
        },
      ],
    };
    expect(await world.store.transact(openWait, request)).toEqual({ kind: "opened" });
    expect(await world.store.transact(openWait, request)).toEqual({ kind: "opened" });
    const claimed = (await deliverAll(world.store)).find((one) => one.run === run);
    expect(claimed?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "event", wait: "ordered.1", port: "ordered" } },
    ]);
    await world.store.transact(unpublishFlow, { flow: "late-wait", by: "test" });
  });

  it("opens a wait that a later event wakes, and one that looks back by time", async () => {
    const run = await openRun("nia");
    const row = {
      i: 0,
      type: "order.placed",
      keyExpression: "event.data.cartId",
      key: "nia-2",
      bindings: {},
      port: "ordered",
    };
    await world.store.transact(openWait, { run, step: "again.1", since: { no: 0 }, rows: [row] });
    await send(world.store, order("nia-2"));
    await matchAll(world.store);
    await world.store.transact(openWait, {
      run,
      step: "back.1",
      since: { no: 0, at: Date.now() - 60_000 },
      rows: [row],
    });
    const claimed = (await deliverAll(world.store)).find((one) => one.run === run);
    expect(claimed?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "event", wait: "again.1" } },
      { n: 2, payload: { kind: "event", wait: "back.1" } },
    ]);
  });
});
