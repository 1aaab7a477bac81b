// Too rare for drawn seeds: a wait that is opened in the middle of a match.
import { expect, it } from "vitest";
import { createRouting } from "../decide/routing.ts";
import { BlockedError, ModelDatabase } from "./model-database.ts";
import { beginMatch, commitMatch, takeLease } from "./model-match.ts";
import { MODEL_RULES } from "./model-rules.ts";
import { createModelStore } from "./model-store.ts";
import { callStep, chain, waitStep } from "./plans.ts";
import { eventOf, runOf } from "./scene.ts";

const LIMITS = { events: 500, bytes: 1_000_000 };
const NOW = Date.UTC(2030, 0, 1);

it("keeps a wait from being opened while a match is going on", async () => {
  await expect(openDuringMatch(true)).rejects.toBeInstanceOf(BlockedError);
});

it("would lose the event without the shared match lock", async () => {
  const { deliveries, state } = await openDuringMatch(false);
  expect([deliveries, state]).toEqual([1, "open"]);
});

async function openDuringMatch(
  sharesMatchLock: boolean,
): Promise<{ readonly deliveries: number; readonly state: string }> {
  const db = new ModelDatabase({ ...MODEL_RULES, sharesMatchLock });
  const late = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });
  const plan = chain("cart", "cart.updated", { rule: "every-event" }, [callStep("call"), late]);
  db.plans.set("cart 1", { plan, planHash: "hash" });
  db.routing = createRouting(1, [{ plan, planHash: "hash" }], plan.listens);
  const store = createModelStore(db, {
    now: () => NOW,
    call: async (_method, work) => work(),
    transact: async (_method, { begin, commit }) => commit(begin()),
    waitForNews: () => Promise.resolve(),
  });
  const lease = takeLease(db, "matcher", 60_000, NOW);
  if (lease === null) throw new Error("Cannot take the lease: somebody holds it");
  const cart = eventOf("cart.updated", "c");
  const run = runOf("cart", cart);
  await store.accept([{ events: [cart] }]);
  await store.matchBatch(lease, LIMITS);
  await store.accept([{ events: [eventOf("order.placed", "o")] }]);
  const matching = beginMatch(db, lease, LIMITS);
  const row = {
    i: 0,
    type: "order.placed",
    keyExpression: "event.subject",
    key: "ada",
    bindings: {},
    port: "came",
  };
  await store.openWait({ run, step: "ordered.1", rows: [row], since: { no: 1 } });
  commitMatch(db, matching, NOW);
  return { deliveries: db.deliveries.get(run)?.length ?? 0, state: db.waitsOf(run)[0]?.state.kind ?? "none" };
}
