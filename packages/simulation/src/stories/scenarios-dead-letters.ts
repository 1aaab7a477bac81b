// What an operator gets who tries again what was given up.
import assert from "node:assert/strict";
import { controlRun, expireWait, refuseDelivery, refuseStart } from "@throughline/protocol";
import type { Store } from "@throughline/protocol";
import { chain, oneAtATime, waitStep } from "@throughline/protocol/testing";
import { eventOf, runOf, scenario } from "./scenario.ts";
import type { StoreScenario } from "./scenario.ts";

const [a, b] = [eventOf("cart.updated", "a"), eventOf("cart.updated", "b")];
const first = runOf("cart", a);
const retried = { kind: "retried" };

/** Retries of dead letters. */
export const deadLetterScenarios: readonly StoreScenario[] = [
  scenario(
    "a refused start that is retried passes the re-entry rule again, as a run of its own",
    async ({ store, helpers, acceptAndMatch, deliver, close, stateOf }) => {
      await helpers.publish(plan());
      await acceptAndMatch(a);
      await refuse(store, first, 0);
      await acceptAndMatch(b);
      await deliver();
      assert.deepEqual(await store.retryDeadLetter({ id: "1" }), {
        kind: "impossible",
        reason: "a run of this subject is active",
      });
      await close(runOf("cart", b), "done", 0);
      assert.deepEqual(await store.retryDeadLetter({ id: "1" }), retried);
      assert.equal((await store.retryDeadLetter({ id: "1" })).kind, "impossible");
      const [again = ""] = [...(await deliver()).keys()];
      assert.deepEqual([await stateOf(first), await stateOf(again)], ["refused", "open"]);
      assert.equal((await store.readRun({ run: again }))?.entry.id, "a");
      await acceptAndMatch(eventOf("order.placed", "o"));
      assert.deepEqual(
        (await deliver()).get(again)?.map(({ kind }) => kind),
        ["event"],
      );
    },
  ),
  scenario(
    "a start that is refused once more can be retried once more",
    async ({ store, helpers, acceptAndMatch, deliver }) => {
      await helpers.publish(plan());
      await acceptAndMatch(a);
      await refuse(store, first, 0);
      assert.deepEqual(await store.retryDeadLetter({ id: "1" }), retried);
      const [claimed] = await store.claimRuns({ holder: "scenario", runs: 1, leaseMs: 60_000, perRun: 100 });
      await store.transact(refuseStart, {
        claim: claimed?.claim ?? "",
        run: claimed?.run ?? "",
        reason: "no",
      });
      assert.deepEqual(await store.retryDeadLetter({ id: "2" }), retried);
      const [third = ""] = [...(await deliver()).keys()];
      assert.equal(new Set([first, claimed?.run, third]).size, 3);
    },
  ),
  scenario(
    "an event that was refused is delivered again by the port it had, under a fresh number",
    async ({ store, helpers, acceptAndMatch, deliver }) => {
      const ordered = waitStep("ordered", "order.placed", null, {
        events: [
          { type: "order.placed", port: "large", filter: "event.data.total > 100", bindingPaths: [] },
          { type: "order.placed", port: "small", bindingPaths: [] },
        ],
      });
      await helpers.publish(chain("cart", "cart.updated", oneAtATime("ignore"), [ordered]));
      await acceptAndMatch(a);
      await deliver();
      await acceptAndMatch(eventOf("order.placed", "o", { data: { total: 5 } }));
      await refuse(store, first, 1);
      assert.deepEqual(
        (await deliver()).get(first)?.map(({ kind }) => kind),
        ["undeliverable"],
      );
      assert.deepEqual(await store.retryDeadLetter({ id: "1" }), retried);
      const [again] = (await deliver()).get(first) ?? [];
      assert.equal(again?.kind === "event" ? again.port : again?.kind, "small");
      assert.equal((await store.readRun({ run: first }))?.nextN, 3);
      assert.deepEqual(await store.transact(expireWait, { run: first, step: "ordered.1", deadline: 0 }), {
        kind: "answer",
        answer: "matched",
      });
    },
  ),
  scenario(
    "a pause that was refused is delivered again; of a run that has ended nothing is",
    async ({ store, helpers, acceptAndMatch, deliver, close }) => {
      await helpers.publish(plan());
      await acceptAndMatch(a);
      await deliver();
      for (const _ of [1, 2]) await store.transact(controlRun, { kind: "pause", run: first, by: "operator" });
      await refuse(store, first, 1);
      await refuse(store, first, 2);
      await deliver();
      assert.deepEqual(await store.retryDeadLetter({ id: "1" }), retried);
      assert.deepEqual((await deliver()).get(first), [{ kind: "pause", by: "operator" }]);
      await close(first, "done", 3);
      assert.equal((await store.retryDeadLetter({ id: "2" })).kind, "impossible");
      assert.equal((await store.retryDeadLetter({ id: "3" })).kind, "not-found");
    },
  ),
];

function plan() {
  return chain("cart", "cart.updated", oneAtATime("ignore"), [waitStep("ordered", "order.placed", null)]);
}

/** Temporal refuses one number of a run for good. */
async function refuse(store: Store, run: string, n: number): Promise<void> {
  const claims = await store.claimRuns({ holder: "scenario", runs: 100, leaseMs: 60_000, perRun: 100 });
  const claim = claims.find((one) => one.run === run)?.claim ?? "";
  if (n === 0) await store.transact(refuseStart, { claim, run, reason: "too large" });
  else await store.transact(refuseDelivery, { claim, run, n, reason: "too large" });
  await store.giveBack({ claim, run, retryInMs: 0, error: null });
}
