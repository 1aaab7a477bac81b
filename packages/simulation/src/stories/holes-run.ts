// Mistakes once made between a run and its rows.
import assert from "node:assert/strict";
import { advance } from "@throughline/flow/stepper";
import type { Command, Fact } from "@throughline/flow/stepper";
import { closeRun, controlRun, isLive, onlyAnswer, openWait } from "@throughline/protocol";
import { callStep, waitStep } from "@throughline/protocol/testing";
import { intercept, mistaken } from "../world/replaced.ts";
import { cart, cartFlow, given, never, order, ordered, run } from "./hole.ts";
import type { Hole } from "./hole.ts";
import { createQuietWorld } from "./quiet-world.ts";

/** The task that closed the row is lost; repeated, it has met a cancel before. The row's outcome is the run's. */
export const closeThenRepeated: Hole = {
  async play(parts) {
    const world = createQuietWorld({ ...parts, receive: () => never() });
    const plan = cartFlow(callStep("call"));
    world.publish(plan);
    await world.accept(cart);
    await world.pass(2_000);
    const { state } = world.workflow(run);
    const at = Date.parse(state.entry.startedAt) + 2_000;
    const done: Fact = { at, kind: "done", step: "call.1", port: "next", output: {} };
    const first = closeOf(advance(plan, state, [done]).commands);
    await world.store.transact(closeRun, { run, outcome: first.outcome, handled: first.handled, trail: [] });

    const repeated = advance(plan, state, [{ at, kind: "cancelled" }, done]);
    const { outcome, handled } = closeOf(repeated.commands);
    given(outcome === "cancelled", "it has met the cancel");
    const answer = await world.store.transact(closeRun, { run, outcome, handled, trail: [] });
    const end = advance(plan, repeated.state, [{ at, kind: "closed", answer }]);
    assert.equal(end.state.finished, world.row(run)?.outcome);
    assert.equal(end.state.finished, "call.next");
  },
  putBack: {
    transactions: [
      mistaken(closeRun, {
        decide: (request, rows) =>
          isLive(rows.run)
            ? closeRun.decide(request, rows)
            : onlyAnswer({ kind: "closed", outcome: request.outcome }),
      }),
    ],
  },
};

function closeOf(commands: readonly Command[]): Extract<Command, { kind: "close" }> {
  const close = commands.find((command) => command.kind === "close");
  given(close !== undefined, "the run asks to close");
  return close;
}

/** `open-wait` is committed, its answer is lost, and what it delivered arrives before it is asked again. */
export const stepRunTwice: Hole = {
  async play(parts) {
    let losses = 2;
    let isDone: () => void = () => {};
    const called = new Promise<void>((resolve) => (isDone = resolve));
    const world = createQuietWorld({
      ...parts,
      receive: (key) => (key.includes("/call.1/") ? called : Promise.resolve()),
      store: (inner) =>
        intercept(inner, openWait, async (request, next) => {
          const answer = await next(request);
          if ((losses -= 1) >= 0) throw new Error("open-wait: the answer was lost");
          return answer;
        }),
    });
    const late = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });
    world.publish(cartFlow(callStep("call"), late, callStep("after")));
    await world.accept(cart);
    await world.pass(1_000);
    await world.accept(order);
    await world.pass(1_000);
    isDone();
    await world.pass(10_000);
    assert.equal(world.row(run)?.outcome, "after.next");
    assert.deepEqual(
      world.db.deliveries.get(run)?.map(({ payload }) => payload.kind),
      ["start", "event"],
    );
  },
  putBack: {
    transactions: [
      mistaken(openWait, { decide: (request, rows) => openWait.decide(request, { ...rows, waits: [] }) }),
    ],
  },
};

/** A repair that tries again does so under the same key. */
export const secondSupplierOrder: Hole = {
  async play(parts) {
    let calls = 0;
    const world = createQuietWorld({
      ...parts,
      receive: () => ((calls += 1) === 1 ? never() : Promise.resolve()),
    });
    world.publish(cartFlow(callStep("supplier")));
    await world.accept(cart);
    await world.pass(2_000);
    const workflow = world.workflow(run);
    workflow.tell({ kind: "failed", step: "supplier.1", code: "timeout", message: "no answer" });
    await world.pass(1_000);
    given(workflow.state.tokens[0]?.phase === "parked", "the step is parked");
    workflow.tell({ kind: "resolved", step: "supplier.1", how: { action: "retry" } });
    await world.pass(5_000);
    given(calls === 2, "it was tried again");
    assert.deepEqual(world.effects, [`${run}/supplier.1/call`]);
  },
  putBack: {
    hostRules: {
      advance: (plan, state, facts) =>
        advance(
          plan,
          state,
          facts.map((fact) =>
            fact.kind === "resolved" && fact.how.action === "retry"
              ? { ...fact, how: { ...fact.how, action: "send-again" as const } }
              : fact,
          ),
        ),
    },
  },
};

/** A delivery that the database does not know of, as after a restore or a signal by hand: closing must not be asked on and on. */
export const aheadOfDatabase: Hole = {
  async play(parts) {
    const world = createQuietWorld(parts);
    world.publish(cartFlow(ordered));
    await world.accept(cart);
    await world.pass(2_000);
    const workflow = world.workflow(run);
    const event = { ...workflow.input.trigger, id: "forged", seq: 99, no: 99 };
    const delivery = { kind: "event", wait: "ordered.1", port: "came", event } as const;
    workflow.tell({ kind: "delivered", n: 1, delivery });
    await world.pass(60_000);
    assert.equal(workflow.closeAsks.get(1), 1);
    assert.equal(workflow.state.held?.code, "ahead-of-database");
    await world.store.transact(controlRun, { kind: "cancel", run, by: "ann" });
    await world.pass(10_000);
    assert.equal(world.row(run)?.state, "closed");
    assert.equal(workflow.outcome, world.row(run)?.outcome);
  },
  putBack: {
    // As it was: the answer was taken for one that names what is missing, and nothing is.
    hostRules: {
      advance(plan, state, facts) {
        const step = advance(plan, state, facts);
        if (step.state.held === null) return step;
        const again = advance(plan, { ...step.state, held: null }, [
          { kind: "ignored", at: facts[0]?.at ?? 0 },
        ]);
        return { state: again.state, commands: [...step.commands, ...again.commands] };
      },
    },
  },
};

/** A history that is long at once: to continue as new again and again would change nothing. */
export const continuesForNothing: Hole = {
  async play(parts) {
    const world = createQuietWorld({ ...parts, drainAfter: 1 });
    world.publish(cartFlow(ordered));
    await world.accept(cart);
    await world.pass(60_000);
    const workflow = world.workflow(run);
    assert.equal(workflow.idleExecutions, 0);
    assert.equal(workflow.state.held?.code, "no-progress");
    await world.accept(order);
    await world.pass(10_000);
    assert.equal(world.row(run)?.outcome, "ordered.came");
  },
  putBack: {
    hostRules: {
      advance: (plan, state, facts) =>
        advance(
          plan,
          facts.some(({ kind }) => kind === "drain") ? { ...state, isDraining: true } : state,
          facts.filter(({ kind }) => kind !== "drain"),
        ),
    },
  },
};
