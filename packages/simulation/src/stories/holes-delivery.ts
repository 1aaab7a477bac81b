// Mistakes once made on the way to a run.
import assert from "node:assert/strict";
import { advance } from "@throughline/flow/stepper";
import type { advance as Advance } from "@throughline/flow/stepper";
import {
  EngineUnavailableError,
  NO_WRITES,
  closeRun,
  onlyAnswer,
  refuseDelivery,
  refuseStart,
} from "@throughline/protocol";
import type { Store } from "@throughline/protocol";
import { callStep, waitStep } from "@throughline/protocol/testing";
import { intercept, mistaken } from "../world/replaced.ts";
import { cart, cartFlow, given, never, order, ordered, run } from "./hole.ts";
import type { Hole } from "./hole.ts";
import { createQuietWorld } from "./quiet-world.ts";
import type { StoryParts } from "./quiet-world.ts";
import { eventOf, runOf } from "./scenario.ts";

const paid = waitStep("paid", "order.paid", null);
const payment = eventOf("order.paid", "p");

/** Nothing is sent before the start is settled, and the start is settled when it is done. */
export const signalBeforeStart: Hole = {
  async play(parts) {
    let failures = 5;
    const world = createQuietWorld({
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
    world.publish(cartFlow(ordered));
    await world.accept(cart, order);
    await world.pass(30_000);
    assert.equal(world.row(run)?.outcome, "ordered.came");
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
    const world = createQuietWorld({
      ...parts,
      store: (inner, db) => losesFirst(parts.store?.(inner, db) ?? inner, "settle", () => isAway),
    });
    const plan = cartFlow(ordered);
    world.publish(plan);
    await world.accept(cart);
    await world.pass(2_000);
    given(world.row(run)?.state === "starting" && world.engine.workflows.has(run), "the answer is lost");
    world.publish({ ...plan, version: 2 });
    isAway = false;
    await world.pass(30_000);
    assert.equal(world.row(run)?.state, "open");
    assert.equal(world.workflow(run).input.plan.version, 1);
  },
  putBack: {
    store: (store, db) => ({
      ...store,
      async readStart(request) {
        const input = await store.readStart(request);
        const live = db.routing.live.find(({ plan }) => plan.flow === input?.plan.flow);
        return input === null ? null : { ...input, ...live };
      },
    }),
  },
};

/** A store whose caller dies before it asks, while `isLost` says so. */
function losesFirst(store: Store, method: "settle" | "close-run", isLost: () => boolean): Store {
  const die = (): Promise<never> => Promise.reject(new Error(`${method}: the connection was lost`));
  return method === "settle"
    ? { ...store, settle: (request) => (isLost() ? die() : store.settle(request)) }
    : intercept(store, closeRun, (request, next) => (isLost() ? die() : next(request)));
}

/** A run ends when its row is closed, and asks until it is. */
export const closedByMessage: Hole = {
  async play(parts) {
    let losses = 3;
    const world = createQuietWorld({
      ...parts,
      store: (inner, db) =>
        losesFirst(parts.store?.(inner, db) ?? inner, "close-run", () => (losses -= 1) >= 0),
    });
    world.publish(cartFlow(callStep("call")));
    await world.accept(cart);
    await world.pass(30_000);
    const { state, outcome } = world.row(run) ?? {};
    assert.deepEqual([state, outcome, world.workflow(run).outcome], ["closed", "call.next", "call.next"]);
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
    const world = createQuietWorld(parts);
    world.publish(cartFlow(ordered));
    await world.accept(cart);
    await world.pass(2_000);
    world.workflow(run).tell({ kind: "cancelled" });
    await world.pass(30_000);
    const { state, outcome } = world.row(run) ?? {};
    assert.deepEqual([state, outcome], ["closed", "cancelled"]);
    assert.equal(world.db.entries.get("cart ada")?.activeRun, null);
  },
  putBack: {
    hostRules: { advance: withoutClose((facts) => facts.some(({ kind }) => kind === "cancelled")) },
  },
};

/** Request ids are forgotten when a run continues as new; the last handled number is not. */
export const zombieDeliverer: Hole = {
  async play(parts) {
    const world = createQuietWorld({ ...parts, drainAfter: 2 });
    world.publish(cartFlow(ordered, paid));
    await world.accept(cart, order);
    await world.pass(5_000);
    const workflow = world.workflow(run);
    given(workflow.execution > 1, "it continued as new");
    const sent = world.db.deliveries.get(run)?.[1]?.payload;
    given(sent?.kind === "event", "the order was sent");
    workflow.tell({ kind: "delivered", n: 1, delivery: sent });
    await world.pass(2_000);
    await world.accept(payment);
    await world.pass(5_000);
    assert.equal(world.row(run)?.outcome, "paid.came");
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
    const world = createQuietWorld({
      ...parts,
      engine: (port) => ({
        ...port,
        start: (input) =>
          (refusals -= 1) >= 0
            ? Promise.resolve({ kind: "refused", reason: "too large" })
            : port.start(input),
      }),
    });
    world.publish(cartFlow(ordered));
    await world.accept(cart);
    await world.pass(2_000);
    assert.deepEqual([world.row(run)?.state, world.db.waits.size], ["refused", 0]);
    const next = eventOf("cart.updated", "d");
    await world.accept(next);
    await world.pass(2_000);
    assert.equal(world.row(runOf("cart", next))?.state, "open");
  },
  putBack: {
    transactions: [
      mistaken(refuseStart, {
        decide: (_request, { run: row }) =>
          row?.state === "starting"
            ? {
                answer: { refused: true },
                writes: { ...NO_WRITES, runs: [{ ...row, state: "refused", outcome: "refused" }] },
              }
            : onlyAnswer({ refused: false }),
      }),
    ],
  },
};

/** What cannot be delivered is said under its own number, so that the next one can be taken. */
export const skippedNumber: Hole = {
  async play(parts) {
    const world = createQuietWorld({
      ...parts,
      engine: (port) => ({
        ...port,
        signal: (id, n, delivery) =>
          n === 1 && delivery.kind === "event"
            ? Promise.resolve({ kind: "refused", reason: "too large" })
            : port.signal(id, n, delivery),
      }),
    });
    world.publish(cartFlow(ordered, paid));
    await world.accept(cart, order, payment);
    await world.pass(10_000);
    const { handled, tokens } = world.workflow(run).state;
    assert.deepEqual([handled, tokens[0]?.parked?.code], [2, "undeliverable"]);
  },
  putBack: {
    store: (store, db) =>
      intercept(store, refuseDelivery, async (row) => {
        db.changeDelivery(row, { state: "settled", settledAs: "refused" });
        return { refused: true };
      }),
  },
};

/** The sweeper asks about the workflow, not about one execution of it. */
export const continuedTakenForDead: Hole = {
  async play(parts) {
    const world = createQuietWorld({ ...parts, drainAfter: 2 });
    world.publish(cartFlow(callStep("call"), ordered));
    await world.accept(cart);
    await world.pass(60_000);
    given(world.workflow(run).execution > 1, "it continued as new");
    assert.equal(world.row(run)?.state, "open");
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
  async play(parts: StoryParts) {
    const world = createQuietWorld({
      ...parts,
      engine: (port) => ({
        ...port,
        signal: (id, n, delivery) => (id === run ? never() : port.signal(id, n, delivery)),
      }),
    });
    const other = { ...cart, id: "d", subject: "ben" };
    world.publish(cartFlow(ordered));
    await world.accept(cart, other);
    await world.pass(2_000);
    await world.accept(order);
    await world.pass(2_000);
    await world.accept({ ...order, id: "p", subject: "ben" });
    await world.pass(5_000);
    assert.equal(world.row(runOf("cart", other))?.outcome, "ordered.came");
  },
  putBack: { concurrency: 1 },
};
