// Mistakes once made between a run and its rows.
import assert from "node:assert/strict";
import { advance } from "@throughline/flow/stepper";
import type { Command, Fact } from "@throughline/flow/stepper";
import { closeRun } from "../decide/close-run.ts";
import { isLive } from "../decide/run-state.ts";
import { openWait } from "../decide/open-wait.ts";
import { onlyAnswer } from "../decide/writes.ts";
import { cart, cartFlow, given, never, order, run } from "./hole.ts";
import type { Hole } from "./hole.ts";
import { callStep, waitStep } from "./plans.ts";
import { createStage } from "./stage.ts";

/** The task that closed the row is lost; repeated, it has met a cancel before. The row's outcome is the run's. */
export const closeThenRepeated: Hole = {
  async play(parts) {
    const stage = createStage({ ...parts, receive: () => never() });
    const plan = cartFlow(callStep("call"));
    stage.publish(plan);
    await stage.accept(cart);
    await stage.pass(2_000);
    const { state } = stage.workflow(run);
    const at = Date.parse(state.entry.startedAt) + 2_000;
    const done: Fact = { at, kind: "done", step: "call.1", port: "next", output: {} };
    const first = closeOf(advance(plan, state, [done]).commands);
    await stage.store.closeRun({ run, outcome: first.outcome, handled: first.handled, trail: [] });

    const repeated = advance(plan, state, [{ at, kind: "cancelled" }, done]);
    const { outcome, handled } = closeOf(repeated.commands);
    given(outcome === "cancelled", "it has met the cancel");
    const answer = await stage.store.closeRun({ run, outcome, handled, trail: [] });
    const end = advance(plan, repeated.state, [{ at, kind: "closed", answer }]);
    assert.equal(end.state.finished, stage.row(run)?.outcome);
    assert.equal(end.state.finished, "call.next");
  },
  putBack: {
    rules: {
      closeRun: (request, rows) =>
        isLive(rows.run) ? closeRun(request, rows) : onlyAnswer({ kind: "closed", outcome: request.outcome }),
    },
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
    const stage = createStage({
      ...parts,
      receive: (key) => (key.includes("/call.1/") ? called : Promise.resolve()),
      store: (inner) => ({
        ...inner,
        async openWait(request) {
          const answer = await inner.openWait(request);
          if ((losses -= 1) >= 0) throw new Error("openWait: the answer was lost");
          return answer;
        },
      }),
    });
    const late = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });
    stage.publish(cartFlow(callStep("call"), late, callStep("after")));
    await stage.accept(cart);
    await stage.pass(1_000);
    await stage.accept(order);
    await stage.pass(1_000);
    isDone();
    await stage.pass(10_000);
    assert.equal(stage.row(run)?.outcome, "after.next");
    assert.deepEqual(
      stage.db.deliveries.get(run)?.map(({ payload }) => payload.kind),
      ["start", "event"],
    );
  },
  putBack: { rules: { openWait: (request, input) => openWait(request, { ...input, existing: [] }) } },
};

/** A repair that tries again does so under the same key. */
export const secondSupplierOrder: Hole = {
  async play(parts) {
    let calls = 0;
    const stage = createStage({
      ...parts,
      receive: () => ((calls += 1) === 1 ? never() : Promise.resolve()),
    });
    stage.publish(cartFlow(callStep("supplier")));
    await stage.accept(cart);
    await stage.pass(2_000);
    const workflow = stage.workflow(run);
    workflow.tell({ kind: "failed", step: "supplier.1", code: "timeout", message: "no answer" });
    await stage.pass(1_000);
    given(workflow.state.tokens[0]?.phase === "parked", "the step is parked");
    workflow.tell({ kind: "resolved", step: "supplier.1", how: { action: "retry" } });
    await stage.pass(5_000);
    given(calls === 2, "it was tried again");
    assert.deepEqual(stage.effects, [`${run}/supplier.1/call`]);
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
