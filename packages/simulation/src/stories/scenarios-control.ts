// Closing, cancelling, deciding, effects.
import assert from "node:assert/strict";
import {
  beginEffect,
  controlRun,
  decideTask,
  endEffect,
  expireTask,
  loseRun,
  openTask,
  openWait,
  releaseEffect,
} from "@throughline/protocol";
import { oneAtATime } from "@throughline/protocol/testing";
import { eventOf, runOf, scenario } from "./scenario.ts";
import type { StoreScenario } from "./scenario.ts";
import { plan } from "./scenarios-entry.ts";

const BY = "operator";

const [a, b, c] = [eventOf("cart.updated", "a"), eventOf("cart.updated", "b"), eventOf("cart.updated", "c")];
const [first, second, third] = [runOf("cart", a), runOf("cart", b), runOf("cart", c)];
const content = {
  queue: "care",
  title: "Look",
  body: "",
  form: {},
  decisions: [{ key: "yes", label: "Yes" }],
  dueAt: null,
  escalate: [],
};

/** Everything that people do to runs, and runs to their rows. */
export const controlScenarios: readonly StoreScenario[] = [
  scenario(
    "an interrupt numbered before the close is taken first, after it nothing is numbered",
    async ({ store, helpers, acceptAndMatch, deliver, close }) => {
      await helpers.publish(plan({ rule: "every-event" }));
      await acceptAndMatch(a);
      await deliver();
      const cancel = { kind: "cancel", run: first, by: BY } as const;
      assert.deepEqual(await store.transact(controlRun, cancel), { kind: "numbered", n: 1 });
      assert.equal(await close(first, "done", 0), "behind 2");
      assert.equal(await close(first, "cancelled", 1), "cancelled");
      assert.equal(await close(first, "something else", 1), "cancelled");
      assert.deepEqual(await store.transact(controlRun, cancel), { kind: "not-open", outcome: "cancelled" });
    },
  ),
  scenario(
    "cancel of a queued run closes it at once and relinks its successor",
    async ({ store, helpers, acceptAndMatch, deliver, close, stateOf }) => {
      await helpers.publish(plan(oneAtATime("queue")));
      await acceptAndMatch(a, b, c);
      assert.deepEqual(await store.transact(controlRun, { kind: "cancel", run: second, by: BY }), {
        kind: "closed",
        outcome: "cancelled",
      });
      assert.equal((await store.readRun({ run: third }))?.predecessor, first);
      await deliver();
      await close(first, "done", 0);
      assert.deepEqual([await stateOf(second), await stateOf(third)], ["closed", "starting"]);
    },
  ),
  scenario(
    "a queued run that was paused starts paused, one that was resumed since does not",
    async ({ store, helpers, acceptAndMatch, deliver, close }) => {
      await helpers.publish(plan(oneAtATime("queue")));
      await acceptAndMatch(a, b);
      await store.transact(controlRun, { kind: "pause", run: second, by: BY });
      await deliver();
      await close(first, "done", 0);
      assert.equal((await store.readStart({ run: second }))?.isPaused, true);
      await store.transact(controlRun, { kind: "resume", run: second, by: BY });
      assert.equal((await store.readStart({ run: second }))?.isPaused, undefined);
    },
  ),
  scenario(
    "decision and due time at once: the first wins, the other is told",
    async ({ store, helpers, acceptAndMatch, deliver, deliverTo }) => {
      await helpers.publish(plan({ rule: "every-event" }));
      await acceptAndMatch(a);
      await deliver();
      for (const step of ["x.1", "y.1"])
        await store.transact(openTask, { run: first, step, node: step.slice(0, 1), content });
      const decide = (step: string) =>
        store.transact(decideTask, { task: `${first}.${step}`, decision: "yes", values: {}, by: BY });
      assert.equal((await decide("x.1")).kind, "decided");
      assert.deepEqual(await store.transact(expireTask, { run: first, step: "x.1" }), {
        kind: "answer",
        answer: "decided",
      });
      assert.deepEqual(await store.transact(expireTask, { run: first, step: "y.1" }), {
        kind: "answer",
        answer: "overdue",
      });
      assert.equal((await decide("y.1")).kind, "too-late");
      assert.deepEqual(await deliverTo(first), ["decision"]);
    },
  ),
  scenario(
    "a run lost from outside frees its entry and withdraws its task",
    async ({ store, helpers, acceptAndMatch, deliver, stateOf }) => {
      await helpers.publish(plan(oneAtATime("queue")));
      await acceptAndMatch(a, b);
      await deliver();
      await store.transact(openTask, { run: first, step: "x.1", node: "x", content });
      await store.transact(loseRun, { run: first, reason: "terminated" });
      assert.deepEqual([await stateOf(first), await stateOf(second)], ["lost", "starting"]);
      assert.equal(
        (await store.transact(decideTask, { task: `${first}.x.1`, decision: "yes", values: {}, by: BY }))
          .kind,
        "too-late",
      );
      assert.equal(
        (await store.transact(openWait, { run: first, step: "z.1", rows: [], since: { no: 0 } })).kind,
        "run-closed",
      );
    },
  ),
  scenario(
    "an effect that is done returns its result; a closed run begins none",
    async ({ store, helpers, acceptAndMatch, deliver, close }) => {
      await helpers.publish(plan({ rule: "every-event" }));
      await acceptAndMatch(a);
      await deliver();
      const key = `${first}/offer.1/call`;
      assert.deepEqual(await store.transact(beginEffect, { run: first, key }), {
        kind: "go",
        attempt: 1,
        previous: "none",
      });
      assert.deepEqual(await store.transact(beginEffect, { run: first, key }), {
        kind: "go",
        attempt: 2,
        previous: "intended",
      });
      assert.equal(
        (await store.transact(endEffect, { key, attempt: 1, state: "done", result: 1 })).kind,
        "fenced",
      );
      assert.equal(
        (await store.transact(endEffect, { key, attempt: 2, state: "done", result: 2 })).kind,
        "stored",
      );
      assert.equal(
        (await store.transact(endEffect, { key, attempt: 2, state: "unsure", result: null })).kind,
        "stored",
      );
      await store.transact(releaseEffect, { key, attempt: 2 });
      const done = { kind: "done", result: 2 };
      assert.deepEqual(await store.transact(beginEffect, { run: first, key }), done);
      await close(first, "done", 0);
      assert.deepEqual(await store.transact(beginEffect, { run: first, key }), done);
      assert.equal(
        (await store.transact(beginEffect, { run: first, key: `${first}/other.1/call` })).kind,
        "run-closed",
      );
    },
  ),
  scenario(
    "a paused flow tells every run that is not closed, and refuses entries until it is resumed",
    async ({ store, helpers, acceptAndMatch, deliver, deliverTo, close, stateOf }) => {
      await helpers.publish(plan(oneAtATime("queue")));
      await acceptAndMatch(a, b);
      await deliver();
      assert.deepEqual(await store.controlFlow({ kind: "pause", flow: "cart", by: BY }), {
        kind: "changed",
        runs: 2,
      });
      assert.deepEqual(await store.controlFlow({ kind: "pause", flow: "cart", by: BY }), { kind: "already" });
      assert.deepEqual(await store.controlFlow({ kind: "pause", flow: "nobody's", by: BY }), {
        kind: "not-found",
      });
      const late = eventOf("cart.updated", "late", { subject: "ben" });
      await acceptAndMatch(late);
      assert.equal(await stateOf(runOf("cart", late)), "none");
      assert.deepEqual(await deliverTo(first), ["pause"]);
      assert.deepEqual(await store.controlFlow({ kind: "resume", flow: "cart", by: BY }), {
        kind: "changed",
        runs: 2,
      });
      assert.deepEqual(await store.controlFlow({ kind: "resume", flow: "cart", by: BY }), {
        kind: "already",
      });
      assert.deepEqual(await deliverTo(first), ["resume"]);
      await close(first, "done", 2);
      assert.deepEqual(await deliverTo(second), ["start", "pause", "resume"]);
      const next = eventOf("cart.updated", "next", { subject: "ben" });
      await acceptAndMatch(next);
      assert.equal(await stateOf(runOf("cart", next)), "starting");
    },
  ),
  scenario(
    "a settlement under a claim that ran out changes nothing",
    async ({ store, helpers, acceptAndMatch, stateOf }) => {
      await helpers.publish(plan({ rule: "every-event" }));
      await acceptAndMatch(a);
      await store.claimRuns({ holder: "scenario", runs: 1, leaseMs: 60_000, perRun: 100 });
      await store.settle({ claim: "somebody else's", settlements: [{ run: first, n: 0, as: "sent" }] });
      assert.equal(await stateOf(first), "starting");
    },
  ),
];
