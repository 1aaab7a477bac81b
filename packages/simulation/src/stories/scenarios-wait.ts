// Event or timeout, early or late, for which wait.
import assert from "node:assert/strict";
import { expireWait, openWait } from "@throughline/protocol";
import { callStep, chain, waitStep } from "@throughline/protocol/testing";
import { eventOf, runOf, scenario } from "./scenario.ts";
import type { StoreScenario } from "./scenario.ts";
import { plan } from "./scenarios-entry.ts";

/** What the compiler keeps open from the start although a wait before it names the type. */
const AGAIN = { events: [{ type: "order.placed", port: "came", again: true, bindingPaths: [] }] } as const;
const EVERY = { rule: "every-event" } as const;
const HOUR = 3_600_000;

const cart = eventOf("cart.updated", "c");
const order = eventOf("order.placed", "o");
const run = runOf("cart", cart);
const step = "ordered.1";
const orderOfAda = {
  i: 0,
  type: "order.placed",
  keyExpression: "event.subject",
  key: "ada",
  bindings: {},
  port: "came",
};

/** Waits against events and deadlines. */
export const waitScenarios: readonly StoreScenario[] = [
  scenario(
    "entry and order in one batch: the order wakes the run, after its start",
    async ({ helpers, acceptAndMatch, deliverTo }) => {
      await helpers.publish(plan(EVERY));
      await acceptAndMatch(cart, order);
      assert.deepEqual(await deliverTo(run), ["start", "event o for ordered.1"]);
    },
  ),
  scenario(
    "a run that waits for the type that started it is not woken by its own entry",
    async ({ helpers, acceptAndMatch, deliverTo }) => {
      await helpers.publish(chain("cart", "cart.updated", EVERY, [waitStep("again", "cart.updated", null)]));
      await acceptAndMatch(cart, eventOf("cart.updated", "d"));
      assert.deepEqual(await deliverTo(run), ["start", "event d for again.1"]);
    },
  ),
  scenario(
    "two waits of one run that were open from the start, for one event: one delivery each",
    async ({ helpers, acceptAndMatch, deliverTo }) => {
      await helpers.publish(
        chain("cart", "cart.updated", EVERY, [
          waitStep("one", "order.placed", null, AGAIN),
          waitStep("two", "order.placed", null, AGAIN),
        ]),
      );
      await acceptAndMatch(cart, order);
      assert.deepEqual(await deliverTo(run), ["start", "event o for one.1", "event o for two.1"]);
    },
  ),
  scenario(
    "a matched event beats the timeout, delivered or not",
    async ({ store, helpers, acceptAndMatch, deliver }) => {
      await helpers.publish(plan(EVERY));
      await acceptAndMatch(cart, order);
      const request = { run, step, deadline: (await helpers.now()) - HOUR };
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "matched" });
      await deliver();
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "matched" });
    },
  ),
  scenario(
    "an event accepted before the deadline and matched after it wins",
    async ({ store, helpers, accept, acceptAndMatch, match, deliver, deliverTo }) => {
      await helpers.publish(plan(EVERY));
      await acceptAndMatch(cart);
      await deliver();
      await accept(order);
      const request = { run, step, deadline: (await helpers.now()) + 1 };
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "expiring" });
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "expiring" });
      await match();
      assert.deepEqual(await deliverTo(run), ["event o for ordered.1"]);
    },
  ),
  scenario(
    "a pending event that does not match: the matcher says expired",
    async ({ store, helpers, accept, acceptAndMatch, match, deliver, deliverTo }) => {
      await helpers.publish(plan(EVERY));
      await acceptAndMatch(cart);
      await deliver();
      await accept(eventOf("order.placed", "x", { subject: "ben" }));
      const request = { run, step, deadline: (await helpers.now()) + 1 };
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "expiring" });
      await match();
      assert.deepEqual(await deliverTo(run), ["expired"]);
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "matched" });
    },
  ),
  scenario(
    "nothing pending: the timeout wins and a later event wakes nobody",
    async ({ store, helpers, acceptAndMatch, deliver, deliverTo }) => {
      await helpers.publish(plan(EVERY));
      await acceptAndMatch(cart);
      await deliver();
      const request = { run, step, deadline: await helpers.now() };
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "expired" });
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "expired" });
      await acceptAndMatch(order);
      assert.deepEqual(await deliverTo(run), []);
    },
  ),
  scenario(
    "a wait opened late gets the event that came before it, once",
    async ({ store, helpers, acceptAndMatch, deliver, deliverTo }) => {
      const late = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });
      await helpers.publish(chain("cart", "cart.updated", EVERY, [callStep("call"), late]));
      await acceptAndMatch(cart);
      await deliver();
      await acceptAndMatch(order);
      const request = { run, step, rows: [orderOfAda], since: { no: 1 } };
      await store.transact(openWait, request);
      await store.transact(openWait, request);
      assert.deepEqual(await deliverTo(run), ["event o for ordered.1"]);
    },
  ),
  scenario(
    "a loop does not find its previous event again",
    async ({ store, helpers, acceptAndMatch, deliver, deliverTo }) => {
      const late = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });
      await helpers.publish(chain("cart", "cart.updated", EVERY, [callStep("call"), late]));
      await acceptAndMatch(cart, order);
      await deliver();
      await store.transact(openWait, { run, step: "ordered.2", rows: [orderOfAda], since: { no: 2 } });
      assert.deepEqual(await deliverTo(run), []);
      await acceptAndMatch(eventOf("order.placed", "p"));
      assert.deepEqual(await deliverTo(run), ["event p for ordered.2"]);
    },
  ),
  scenario(
    "an event accepted within two seconds after the deadline still wins: clocks differ",
    async ({ store, helpers, accept, acceptAndMatch, match, deliver, deliverTo }) => {
      await helpers.publish(plan(EVERY));
      await acceptAndMatch(cart);
      await deliver();
      await accept(order);
      const deadline = (await helpers.now()) - 1_000;
      assert.deepEqual(await store.transact(expireWait, { run, step, deadline }), {
        kind: "answer",
        answer: "expiring",
      });
      await match();
      assert.deepEqual(await deliverTo(run), ["event o for ordered.1"]);
    },
  ),
  scenario(
    "an event accepted long after the deadline loses, pending or not",
    async ({ store, helpers, accept, acceptAndMatch, match, deliver, deliverTo }) => {
      await helpers.publish(plan(EVERY));
      await acceptAndMatch(cart);
      await deliver();
      await accept(order);
      const request = { run, step, deadline: (await helpers.now()) - HOUR };
      assert.deepEqual(await store.transact(expireWait, request), { kind: "answer", answer: "expired" });
      await match();
      assert.deepEqual(await deliverTo(run), []);
    },
  ),
  scenario(
    "a wait that looks back finds the event from before its run",
    async ({ store, helpers, acceptAndMatch, deliver, deliverTo }) => {
      const back = waitStep("ordered", "order.placed", null, {
        static: false,
        since: { kind: "look-back", ms: HOUR },
      });
      await helpers.publish(chain("cart", "cart.updated", EVERY, [callStep("call"), back]));
      await acceptAndMatch(order);
      await acceptAndMatch(cart);
      await deliver();
      const since = { no: 0, at: (await helpers.now()) - HOUR };
      await store.transact(openWait, { run, step, rows: [orderOfAda], since });
      assert.deepEqual(await deliverTo(run), ["event o for ordered.1"]);
    },
  ),
  scenario(
    "an event without subject wakes the run that waits for its key",
    async ({ helpers, acceptAndMatch, deliverTo }) => {
      const byCart = waitStep("ordered", "order.placed", null, {
        correlate: { event: "event.data.cart", run: "trigger.data.cart" },
      });
      await helpers.publish(chain("cart", "cart.updated", EVERY, [byCart]));
      const data = { cart: "c1" };
      await acceptAndMatch({ ...cart, data }, { id: "n", source: "shop", type: "order.placed", data });
      assert.deepEqual(await deliverTo(run), ["start", "event n for ordered.1"]);
    },
  ),
];
