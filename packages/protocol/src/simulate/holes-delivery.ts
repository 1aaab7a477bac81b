// Mistakes once made on the way to a run.
import assert from "node:assert/strict";
import { advance } from "@throughline/flow/stepper";
import type { advance as Advance } from "@throughline/flow/stepper";
import { onlyAnswer, NO_WRITES } from "../decide/writes.ts";
import { EngineUnavailableError } from "../engine.ts";
import type { Store } from "../store.ts";
import { cart, cartFlow, given, never, order, ordered, run } from "./hole.ts";
import type { Hole } from "./hole.ts";
import { callStep, waitStep } from "./plans.ts";
import { eventOf, runOf } from "./scene.ts";
import { createStage } from "./stage.ts";
import type { StageParts } from "./stage.ts";

const paid = waitStep("paid", "order.paid", null);
const payment = eventOf("order.paid", "p");

/** Nothing is sent before the start is settled, and the start is settled when it is done. */
export const signalBeforeStart: Hole = {
  async play(parts) {
    let failures = 5;
    const stage = createStage({
      ...parts,
      engine(port, model) {
        const busy = {
          ...port,
          start: (input: Parameters<typeof port.start>[0]) =>
            (failures -= 1) >= 0
              ? Promise.reject(new EngineUnavailableError("UNAVAILABLE"))
              : port.start(input),
        };
        return parts.engine?.(busy, model) ?? busy;
      },
    });
    stage.publish(cartFlow(ordered));
    await stage.accept(cart, order);
    await stage.pass(30_000);
    assert.equal(stage.row(run)?.outcome, "ordered.came");
  },
  putBack: {
    engine: (port) => ({
      ...port,
      start(input) {
        port.start(input).catch(() => {});
        return Promise.resolve({ kind: "started" });
      },
    }),
  },
};

/** A run is started with the version it was matched with, however often that is tried. */
export const publishBeforeRetry: Hole = {
  async play(parts) {
    let isAway = true;
    const stage = createStage({
      ...parts,
      store: (inner, db) => losesFirst(parts.store?.(inner, db) ?? inner, "settle", () => isAway),
    });
    const plan = cartFlow(ordered);
    stage.publish(plan);
    await stage.accept(cart);
    await stage.pass(2_000);
    given(stage.row(run)?.state === "starting" && stage.engine.workflows.has(run), "the answer is lost");
    stage.publish({ ...plan, version: 2 });
    isAway = false;
    await stage.pass(30_000);
    assert.equal(stage.row(run)?.state, "open");
    assert.equal(stage.workflow(run).input.plan.version, 1);
  },
  putBack: {
    store: (store, db) => ({
      ...store,
      async readStart(id) {
        const input = await store.readStart(id);
        const live = db.routing.live.find(({ plan }) => plan.flow === input?.plan.flow);
        return input === null ? null : { ...input, ...live };
      },
    }),
  },
};

/** A store whose caller dies before it asks, while `isLost` says so. */
function losesFirst(store: Store, method: "settle" | "closeRun", isLost: () => boolean): Store {
  const die = (): Promise<never> => Promise.reject(new Error(`${method}: the connection was lost`));
  return method === "settle"
    ? { ...store, settle: (...args) => (isLost() ? die() : store.settle(...args)) }
    : { ...store, closeRun: (...args) => (isLost() ? die() : store.closeRun(...args)) };
}

/** A run ends when its row is closed, and asks until it is. */
export const closedByMessage: Hole = {
  async play(parts) {
    let losses = 3;
    const stage = createStage({
      ...parts,
      store: (inner, db) =>
        losesFirst(parts.store?.(inner, db) ?? inner, "closeRun", () => (losses -= 1) >= 0),
    });
    stage.publish(cartFlow(callStep("call")));
    await stage.accept(cart);
    await stage.pass(30_000);
    const { state, outcome } = stage.row(run) ?? {};
    assert.deepEqual([state, outcome, stage.workflow(run).outcome], ["closed", "call.next", "call.next"]);
  },
  putBack: { hostRules: { advance: withoutClose(() => true) } },
};

/** A stepper that ends a run without asking its row; whoever should hear of it does not. */
function withoutClose(isSo: (facts: Parameters<typeof Advance>[2]) => boolean): typeof Advance {
  return (plan, state, facts) => {
    const step = advance(plan, state, facts);
    if (!isSo(facts)) return step;
    const commands = step.commands.map((command) =>
      command.kind === "close" ? ({ kind: "finish", outcome: command.outcome } as const) : command,
    );
    return { ...step, commands };
  };
}

/** Temporal's cancel is a fact like others: the run closes its row. */
export const cancelWithoutClose: Hole = {
  async play(parts) {
    const stage = createStage(parts);
    stage.publish(cartFlow(ordered));
    await stage.accept(cart);
    await stage.pass(2_000);
    stage.workflow(run).tell({ kind: "cancelled" });
    await stage.pass(30_000);
    const { state, outcome } = stage.row(run) ?? {};
    assert.deepEqual([state, outcome], ["closed", "cancelled"]);
    assert.equal(stage.db.entries.get("cart ada")?.activeRun, null);
  },
  putBack: {
    hostRules: { advance: withoutClose((facts) => facts.some(({ kind }) => kind === "cancelled")) },
  },
};

/** Request ids are forgotten when a run continues as new; the last handled number is not. */
export const zombieDeliverer: Hole = {
  async play(parts) {
    const stage = createStage({ ...parts, drainAfter: 2 });
    stage.publish(cartFlow(ordered, paid));
    await stage.accept(cart, order);
    await stage.pass(5_000);
    const workflow = stage.workflow(run);
    given(workflow.execution > 1, "it continued as new");
    const sent = stage.db.deliveries.get(run)?.[1]?.payload;
    given(sent?.kind === "event", "the order was sent");
    workflow.tell({ kind: "delivered", n: 1, delivery: sent });
    await stage.pass(2_000);
    await stage.accept(payment);
    await stage.pass(5_000);
    assert.equal(stage.row(run)?.outcome, "paid.came");
  },
  putBack: {
    hostRules: {
      advance: (plan, state, facts) => {
        const fresh = facts.map((fact) =>
          fact.kind === "delivered" && fact.n <= state.handled ? { ...fact, n: state.handled + 1 } : fact,
        );
        return advance(plan, state, fresh);
      },
    },
  },
};

/** What was written for a run that never was is taken back, and its place is free. */
export const startRefused: Hole = {
  async play(parts) {
    let refusals = 1;
    const stage = createStage({
      ...parts,
      engine: (port) => ({
        ...port,
        start: (input) =>
          (refusals -= 1) >= 0
            ? Promise.resolve({ kind: "refused", reason: "too large" })
            : port.start(input),
      }),
    });
    stage.publish(cartFlow(ordered));
    await stage.accept(cart);
    await stage.pass(2_000);
    assert.deepEqual([stage.row(run)?.state, stage.db.waits.size], ["refused", 0]);
    const next = eventOf("cart.updated", "d");
    await stage.accept(next);
    await stage.pass(2_000);
    assert.equal(stage.row(runOf("cart", next))?.state, "open");
  },
  putBack: {
    rules: {
      refuseStart: ({ run: row }) =>
        row.state === "starting"
          ? {
              answer: { refused: true },
              writes: { ...NO_WRITES, runs: [{ ...row, state: "refused", outcome: "refused" }] },
            }
          : onlyAnswer({ refused: false }),
    },
  },
};

/** What cannot be delivered is said under its own number, so that the next one can be taken. */
export const skippedNumber: Hole = {
  async play(parts) {
    const stage = createStage({
      ...parts,
      engine: (port) => ({
        ...port,
        signal: (id, n, delivery) =>
          n === 1 && delivery.kind === "event"
            ? Promise.resolve({ kind: "refused", reason: "too large" })
            : port.signal(id, n, delivery),
      }),
    });
    stage.publish(cartFlow(ordered, paid));
    await stage.accept(cart, order, payment);
    await stage.pass(10_000);
    const { handled, tokens } = stage.workflow(run).state;
    assert.deepEqual([handled, tokens[0]?.parked?.code], [2, "undeliverable"]);
  },
  putBack: {
    store: (store, db) => ({
      ...store,
      async refuseDelivery(_claim, id, n) {
        const row = db.deliveries.get(id)?.find((one) => one.n === n);
        if (row !== undefined) db.changeDelivery(row, { state: "settled", settledAs: "refused" });
      },
    }),
  },
};

/** The sweeper asks about the workflow, not about one execution of it. */
export const continuedTakenForDead: Hole = {
  async play(parts) {
    const stage = createStage({ ...parts, drainAfter: 2 });
    stage.publish(cartFlow(callStep("call"), ordered));
    await stage.accept(cart);
    await stage.pass(60_000);
    given(stage.workflow(run).execution > 1, "it continued as new");
    assert.equal(stage.row(run)?.state, "open");
  },
  putBack: {
    engine: (port, model) => ({
      ...port,
      describe: (id) =>
        (model.workflows.get(id)?.execution ?? 1) > 1 ? Promise.resolve("not-running") : port.describe(id),
    }),
  },
};

/** A run that cannot be reached keeps one place of many. */
export const busyRun: Hole = {
  async play(parts: StageParts) {
    const stage = createStage({
      ...parts,
      engine: (port) => ({
        ...port,
        signal: (id, n, delivery) => (id === run ? never() : port.signal(id, n, delivery)),
      }),
    });
    const other = { ...cart, id: "d", subject: "ben" };
    stage.publish(cartFlow(ordered));
    await stage.accept(cart, other);
    await stage.pass(2_000);
    await stage.accept(order);
    await stage.pass(2_000);
    await stage.accept({ ...order, id: "p", subject: "ben" });
    await stage.pass(5_000);
    assert.equal(stage.row(runOf("cart", other))?.outcome, "ordered.came");
  },
  putBack: { concurrency: 1 },
};
