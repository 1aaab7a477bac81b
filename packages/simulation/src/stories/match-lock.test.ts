// Too rare for drawn seeds: a wait that is opened in the middle of a match.
import { createRouting, openWait } from "@throughline/protocol";
import {
  BlockedError,
  MemoryDatabase,
  beginMatch,
  commitMatch,
  createMemoryStore,
  takeLease,
} from "@throughline/protocol/memory";
import { callStep, chain, waitStep } from "@throughline/protocol/testing";
import { expect, it } from "vitest";
import { mistaken, withTransactions } from "../world/replaced.ts";
import type { AnyTransaction } from "../world/replaced.ts";
import { eventOf, runOf } from "./scenario.ts";

const LIMITS = { events: 500, bytes: 1_000_000 };
const NOW = Date.UTC(2030, 0, 1);

it("keeps a wait from being opened while a match is going on", async () => {
  await expect(openDuringMatch()).rejects.toBeInstanceOf(BlockedError);
});

it("would lose the event without the shared match lock", async () => {
  const { deliveries, state } = await openDuringMatch([mistaken(openWait, { matching: "none" })]);
  expect([deliveries, state]).toEqual([1, "open"]);
});

async function openDuringMatch(
  replaced: readonly AnyTransaction[] = [],
): Promise<{ readonly deliveries: number; readonly state: string }> {
  const db = new MemoryDatabase();
  const late = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });
  const plan = chain("cart", "cart.updated", { rule: "every-event" }, [callStep("call"), late]);
  db.plans.set("cart 1", { plan, planHash: "hash" });
  db.routing = createRouting(1, [{ plan, planHash: "hash" }], plan.listens);
  const store = withTransactions(createMemoryStore(db, { now: () => NOW }), replaced);
  const lease = takeLease(db, { holder: "matcher", ttlMs: 60_000 }, NOW);
  if (lease === null) throw new Error("Cannot take the lease: somebody holds it");
  const cart = eventOf("cart.updated", "c");
  const run = runOf("cart", cart);
  await store.accept([{ events: [cart] }]);
  await store.matchBatch({ lease, limits: LIMITS });
  await store.accept([{ events: [eventOf("order.placed", "o")] }]);
  const matching = beginMatch(db, { lease, limits: LIMITS });
  const row = {
    i: 0,
    type: "order.placed",
    keyExpression: "event.subject",
    key: "ada",
    bindings: {},
    port: "came",
  };
  await store.transact(openWait, { run, step: "ordered.1", rows: [row], since: { no: 1 } });
  commitMatch(db, matching, NOW);
  return { deliveries: db.deliveries.get(run)?.length ?? 0, state: db.waitsOf(run)[0]?.state.kind ?? "none" };
}
