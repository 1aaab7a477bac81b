// Who may enter.
import assert from "node:assert/strict";
import { refuseStart } from "@throughline/protocol";
import type { Plan, PlanReentry } from "@throughline/flow";
import { callStep, chain, oneAtATime, waitStep } from "@throughline/protocol/testing";
import { eventOf, runOf, scenario } from "./scenario.ts";
import type { StoreScenario } from "./scenario.ts";

/** Re-entry, repeats, subjects. */
export const entryScenarios: readonly StoreScenario[] = [
  scenario(
    "a repeat of (source, id) is a duplicate and starts nothing",
    async ({ store, helpers, match, stateOf }) => {
      await helpers.publish(plan({ rule: "every-event" }));
      const event = eventOf("cart.updated", "e1");
      const [first] = await store.accept([{ events: [event] }]);
      const [repeat] = await store.accept([{ events: [event] }]);
      assert.deepEqual(
        [first?.events[0]?.duplicate, repeat?.events[0]?.duplicate, repeat?.events[0]?.seq],
        [false, true, first?.events[0]?.seq],
      );
      await match();
      assert.equal(await stateOf(runOf("cart", event)), "starting");
    },
  ),
  scenario(
    "one at a time, ignore: the second entry is refused, after the close it is not",
    async ({ helpers, acceptAndMatch, deliver, close, stateOf }) => {
      await helpers.publish(plan(oneAtATime("ignore")));
      const [a, b, c] = [
        eventOf("cart.updated", "a"),
        eventOf("cart.updated", "b"),
        eventOf("cart.updated", "c"),
      ];
      await acceptAndMatch(a, b);
      assert.deepEqual(
        [await stateOf(runOf("cart", a)), await stateOf(runOf("cart", b))],
        ["starting", "none"],
      );
      await deliver();
      assert.equal(await close(runOf("cart", a), "done", 0), "done");
      await acceptAndMatch(c);
      assert.equal(await stateOf(runOf("cart", c)), "starting");
    },
  ),
  scenario(
    "one at a time, queue: the next waits with its waits open and starts at the close",
    async ({ helpers, acceptAndMatch, deliver, deliverTo, close, stateOf }) => {
      await helpers.publish(plan(oneAtATime("queue")));
      const [a, b, order] = [
        eventOf("cart.updated", "a"),
        eventOf("cart.updated", "b"),
        eventOf("order.placed", "o"),
      ];
      await acceptAndMatch(a, b, order);
      assert.equal(await stateOf(runOf("cart", b)), "queued");
      await deliver();
      assert.equal(await close(runOf("cart", a), "done", 1), "done");
      assert.deepEqual(await deliverTo(runOf("cart", b)), ["start", "event o for ordered.1"]);
      assert.equal(await stateOf(runOf("cart", b)), "open");
    },
  ),
  scenario(
    "one at a time, restart: the old run is interrupted, queued ones are superseded",
    async ({ helpers, acceptAndMatch, deliverTo, stateOf, store }) => {
      await helpers.publish(plan(oneAtATime("restart")));
      const [a, b, c] = [
        eventOf("cart.updated", "a"),
        eventOf("cart.updated", "b"),
        eventOf("cart.updated", "c"),
      ];
      await acceptAndMatch(a, b, c);
      assert.deepEqual(await deliverTo(runOf("cart", a)), ["start", "interrupt", "interrupt"]);
      assert.equal((await store.readRun({ run: runOf("cart", b) }))?.outcome, "superseded");
      assert.equal(await stateOf(runOf("cart", c)), "queued");
    },
  ),
  scenario("the queue has a limit", async ({ helpers, acceptAndMatch, stateOf }) => {
    await helpers.publish(plan(oneAtATime("queue")));
    const events = ["a", "b", "c", "d", "e"].map((id) => eventOf("cart.updated", id));
    await acceptAndMatch(...events);
    const states = await Promise.all(events.map((event) => stateOf(runOf("cart", event))));
    assert.deepEqual(states, ["starting", "queued", "queued", "queued", "none"]);
  }),
  scenario(
    "once ever is once, though the run has ended",
    async ({ helpers, acceptAndMatch, deliver, close, stateOf }) => {
      await helpers.publish(plan({ rule: "once-ever" }));
      const [a, b] = [eventOf("cart.updated", "a"), eventOf("cart.updated", "b")];
      await acceptAndMatch(a);
      await deliver();
      await close(runOf("cart", a), "done", 0);
      await acceptAndMatch(b);
      assert.equal(await stateOf(runOf("cart", b)), "none");
    },
  ),
  scenario(
    "an event that could wake a run and start one does both, and its own run is not woken by it",
    async ({ helpers, acceptAndMatch, deliver }) => {
      await helpers.publish(
        chain("cart", "cart.updated", { rule: "every-event" }, [waitStep("again", "cart.updated", null)]),
      );
      const [a, b] = [eventOf("cart.updated", "a"), eventOf("cart.updated", "b")];
      await acceptAndMatch(a, b);
      const got = await deliver();
      const kindsOf = (event: typeof a) => got.get(runOf("cart", event))?.map(({ kind }) => kind);
      assert.deepEqual([kindsOf(a), kindsOf(b)], [["start", "event"], ["start"]]);
    },
  ),
  scenario(
    "an event that wakes a run is judged as an entry on the state before it: the run is still active",
    async ({ helpers, acceptAndMatch, deliverTo, stateOf }) => {
      await helpers.publish(
        chain("cart", "cart.updated", oneAtATime("ignore"), [waitStep("again", "cart.updated", null)]),
      );
      const [a, b] = [eventOf("cart.updated", "a"), eventOf("cart.updated", "b")];
      await acceptAndMatch(a);
      await acceptAndMatch(b);
      assert.deepEqual(await deliverTo(runOf("cart", a)), ["start", "event b for again.1"]);
      assert.equal(await stateOf(runOf("cart", b)), "none");
    },
  ),
  scenario(
    "two triggers of one flow match one event: one run, by the first in drawing order",
    async ({ store, helpers, acceptAndMatch, deliver }) => {
      const one = plan({ rule: "every-event" });
      await helpers.publish({
        ...one,
        triggers: [...one.triggers, { step: "ordered", kind: "event", eventType: "cart.updated" } as const],
      });
      const event = eventOf("cart.updated", "a");
      await acceptAndMatch(event);
      assert.equal((await deliver()).size, 1);
      assert.equal((await store.readRun({ run: runOf("cart", event) }))?.triggerStep, "start");
    },
  ),
  scenario(
    "once per period: the second entry within it is refused, though the run has ended",
    async ({ helpers, acceptAndMatch, deliver, close, stateOf }) => {
      await helpers.publish(plan({ rule: "once-per-period", periodMs: 3_600_000 }));
      const [a, b] = [eventOf("cart.updated", "a"), eventOf("cart.updated", "b")];
      await acceptAndMatch(a);
      await deliver();
      await close(runOf("cart", a), "done", 0);
      await acceptAndMatch(b);
      assert.equal(await stateOf(runOf("cart", b)), "none");
    },
  ),
  scenario(
    "an event without subject starts nothing whose subject it should give, and is matched",
    async ({ helpers, acceptAndMatch, deliver }) => {
      await helpers.publish(plan({ rule: "every-event" }));
      await acceptAndMatch({ id: "n", source: "shop", type: "cart.updated", data: {} });
      assert.equal((await deliver()).size, 0);
    },
  ),
  scenario(
    "a start refused for good frees the entry and releases the next",
    async ({ store, helpers, acceptAndMatch, stateOf }) => {
      await helpers.publish(plan(oneAtATime("queue")));
      const [a, b] = [eventOf("cart.updated", "a"), eventOf("cart.updated", "b")];
      await acceptAndMatch(a, b);
      const [claimed] = await store.claimRuns({ holder: "scenario", runs: 1, leaseMs: 60_000, perRun: 100 });
      await store.transact(refuseStart, {
        claim: claimed?.claim ?? "",
        run: runOf("cart", a),
        reason: "too large",
      });
      assert.deepEqual(
        [await stateOf(runOf("cart", a)), await stateOf(runOf("cart", b))],
        ["refused", "starting"],
      );
    },
  ),
];

/** cart: on cart.updated wait for order.placed, then one call. */
export function plan(reentry: PlanReentry): Plan {
  return chain("cart", "cart.updated", reentry, [
    waitStep("ordered", "order.placed", 60_000),
    callStep("offer"),
  ]);
}
