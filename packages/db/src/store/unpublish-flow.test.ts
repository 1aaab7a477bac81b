import { unpublishFlow } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { cart, deliverAll, matchAll, openWorld, order, runsOf, send } from "./test-world.ts";

const world = openWorld();

describe("unpublish()", () => {
  it("lets nobody enter any more; open runs go on and still hear what they wait for", async () => {
    await send(world.store, cart("before"));
    await matchAll(world.store);
    await deliverAll(world.store);
    expect(await world.store.transact(unpublishFlow, { flow: "cart-recovery", by: "test" })).toEqual({
      kind: "unpublished",
    });
    await send(world.store, cart("after"), order("before"));
    await matchAll(world.store);
    const [claimed] = await deliverAll(world.store);
    expect(claimed?.deliveries).toMatchObject([{ n: 1, payload: { kind: "event" } }]);
    expect(await runsOf(world, "after")).toEqual([]);
    expect(await world.store.transact(unpublishFlow, { flow: "cart-recovery", by: "test" })).toEqual({
      kind: "not-live",
    });
  });
});
