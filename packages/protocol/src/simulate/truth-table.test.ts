// Who wins when two things happen at once: the truth table, row by row, in its order. What the store alone decides is a
// scenario and holds on Postgres too; what takes a run is a story with the real stepper.
import type { PlanStep } from "@throughline/flow";
import { initialState } from "@throughline/flow/stepper";
import { describe, expect, it } from "vitest";
import { cart, cartFlow, order, ordered, run } from "./hole.ts";
import { playOnModel, scenarioNamed } from "./play-on-model.ts";
import { callStep, chain, oneAtATime, taskStep, waitStep } from "./plans.ts";
import { eventOf, runOf } from "./scene.ts";
import { createStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const SECOND = 1_000;
const next = eventOf("cart.updated", "d");
const nextRun = runOf("cart", next);
const sinceStep = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });

/** Rows that the store decides alone. */
function decidedByStore(row: string, ...names: readonly string[]): void {
  describe(row, () => {
    for (const name of names) it(name, () => playOnModel(scenarioNamed(name)));
  });
}

/** A receiver that holds its answer to some effects back until it is told. */
function createGate(held: string): {
  readonly receive: (key: string) => Promise<void>;
  readonly open: () => void;
} {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { receive: (key) => (key.includes(`/${held}.`) ? opened : Promise.resolve()), open: () => open() };
}

const outcomeOf = (stage: Stage, id = run) => stage.row(id)?.outcome;

decidedByStore(
  "the same event could wake a run and start one",
  "an event that could wake a run and start one does both, and its own run is not woken by it",
  "an event that wakes a run is judged as an entry on the state before it: the run is still active",
);

decidedByStore(
  "a run waits for the type that started it",
  "a run that waits for the type that started it is not woken by its own entry",
);

describe("two triggers of one flow match one event", () => {
  const name = "two triggers of one flow match one event: one run, by the first in drawing order";
  it(name, () => playOnModel(scenarioNamed(name)));

  it("the receipt names the other", async () => {
    const stage = createStage();
    const plan = cartFlow(ordered);
    stage.publish({ ...plan, triggers: [...plan.triggers, { step: "ordered", eventType: "cart.updated" }] });
    await stage.accept(cart);
    await stage.pass(SECOND);
    expect(stage.db.refusals).toMatchObject([
      { code: "other-trigger-first", detail: expect.stringContaining("ordered"), run },
    ]);
  });
});

decidedByStore(
  "an event whose 202 was sent before a deadline, matched after it",
  "an event accepted before the deadline and matched after it wins",
  "an event accepted within two seconds after the deadline still wins: clocks differ",
  "an event accepted long after the deadline loses, pending or not",
  "a pending event that does not match: the matcher says expired",
);

describe("an event early, before its wait is reached", () => {
  it("is kept when the wait counts since the run began", async () => {
    const gate = createGate("call");
    const stage = createStage(gate);
    stage.publish(cartFlow(callStep("call"), ordered));
    await stage.accept(cart);
    await stage.pass(SECOND);
    await stage.accept(order);
    await stage.pass(SECOND);
    expect(stage.workflow(run).state.early).toHaveLength(1);
    gate.open();
    await stage.pass(5 * SECOND);
    expect(outcomeOf(stage)).toBe("ordered.came");
  });

  it("does not count when it came before the step that the wait looks back to", async () => {
    const gate = createGate("one");
    const stage = createStage(gate);
    stage.publish(cartFlow(callStep("one"), callStep("two"), sinceStep));
    await stage.accept(cart);
    await stage.pass(SECOND);
    await stage.accept(order);
    // Longer than two clocks may differ.
    await stage.pass(5 * SECOND);
    gate.open();
    await stage.pass(5 * SECOND);
    expect(stage.workflow(run).state.tokens).toMatchObject([{ at: "ordered.1", phase: "waiting" }]);
  });

  const late = "a wait that looks back finds the event from before its run";
  it(late, () => playOnModel(scenarioNamed(late)));
});

describe("since: step", () => {
  it("never misses the answer to a call", async () => {
    const gate = createGate("call");
    const stage = createStage(gate);
    stage.publish(cartFlow(callStep("call"), sinceStep));
    await stage.accept(cart);
    await stage.pass(SECOND);
    await stage.accept(order);
    await stage.pass(SECOND);
    gate.open();
    await stage.pass(5 * SECOND);
    expect(outcomeOf(stage)).toBe("ordered.came");
  });
});

decidedByStore(
  "one at a time: ignore, queue, restart",
  "one at a time, ignore: the second entry is refused, after the close it is not",
  "one at a time, queue: the next waits with its waits open and starts at the close",
  "one at a time, restart: the old run is interrupted, queued ones are superseded",
  "the queue has a limit",
);

describe("one at a time, restart", () => {
  it("lets the old run end, then starts the new one", async () => {
    const stage = createStage();
    stage.publish(chain("cart", "cart.updated", oneAtATime("restart"), [ordered]));
    await stage.accept(cart);
    await stage.pass(SECOND);
    await stage.accept(next);
    await stage.pass(5 * SECOND);
    expect([outcomeOf(stage), stage.row(nextRun)?.state]).toEqual(["restarted", "open"]);
  });
});

decidedByStore(
  "cancel of a queued run",
  "cancel of a queued run closes it at once and relinks its successor",
);

decidedByStore(
  "once ever, at most once per period",
  "once ever is once, though the run has ended",
  "once per period: the second entry within it is refused, though the run has ended",
);

describe("once per period", () => {
  it("lets the subject in again when the period is over", async () => {
    const stage = createStage();
    stage.publish(
      chain("cart", "cart.updated", { rule: "once-per-period", periodMs: 10 * SECOND }, [ordered]),
    );
    await stage.accept(cart);
    await stage.pass(11 * SECOND);
    await stage.accept(next);
    await stage.pass(SECOND);
    expect(stage.row(nextRun)?.state).toBe("open");
  });
});

describe("pause", () => {
  async function paused(steps: readonly PlanStep[], receive?: (key: string) => Promise<void>) {
    const stage = createStage(receive === undefined ? {} : { receive });
    stage.publish(cartFlow(...steps));
    await stage.accept(cart);
    await stage.pass(SECOND);
    await stage.store.control({ kind: "pause", run, by: "operator" });
    await stage.pass(SECOND);
    const resume = async () => {
      await stage.store.control({ kind: "resume", run, by: "operator" });
      await stage.pass(5 * SECOND);
    };
    return { stage, resume };
  }

  it("records facts and issues nothing; on resume they are handled in order", async () => {
    const gate = createGate("call");
    const { stage, resume } = await paused([callStep("call"), ordered, callStep("after")], gate.receive);
    gate.open();
    await stage.pass(SECOND);
    await stage.accept(order);
    await stage.pass(10 * SECOND);
    expect(stage.workflow(run).state.whilePaused.map(({ kind }) => kind)).toEqual(["done", "delivered"]);
    expect(stage.effects).toEqual([`${run}/call.1/call`]);
    await resume();
    expect(outcomeOf(stage)).toBe("after.next");
  });

  it("events come before timers, though the deadline passed first", async () => {
    const { stage, resume } = await paused([waitStep("ordered", "order.placed", 5 * SECOND)]);
    await stage.pass(10 * SECOND);
    await stage.accept(order);
    await stage.pass(SECOND);
    await resume();
    expect(outcomeOf(stage)).toBe("ordered.came");
  });

  it("of a queued run issues nothing when its turn comes", async () => {
    const gate = createGate("call");
    const stage = createStage(gate);
    stage.publish(chain("cart", "cart.updated", oneAtATime("queue"), [callStep("call")]));
    await stage.accept(cart, next);
    await stage.pass(SECOND);
    await stage.store.control({ kind: "pause", run: nextRun, by: "operator" });
    gate.open();
    await stage.pass(20 * SECOND);
    expect(outcomeOf(stage)).toBe("call.next");
    expect(stage.row(nextRun)?.state).toBe("open");
    expect(stage.effects).toEqual([`${run}/call.1/call`]);
    await stage.store.control({ kind: "resume", run: nextRun, by: "operator" });
    await stage.pass(5 * SECOND);
    expect(outcomeOf(stage, nextRun)).toBe("call.next");
  });

  it("a deadline that passed meanwhile counts on resume", async () => {
    const { stage, resume } = await paused([waitStep("ordered", "order.placed", 5 * SECOND)]);
    await stage.pass(10 * SECOND);
    expect(outcomeOf(stage)).toBeNull();
    await resume();
    expect(outcomeOf(stage)).toBe("ordered.timeout");
  });
});

describe("publish during a burst", () => {
  it("each event has exactly one version, running runs keep their plan", async () => {
    const stage = createStage();
    const plan = chain("cart", "cart.updated", { rule: "every-event" }, [ordered]);
    for (let version = 1; version <= 8; version += 1) {
      stage.publish({ ...plan, version });
      await stage.accept(eventOf("cart.updated", `a${version}`), eventOf("cart.updated", `b${version}`));
      await stage.pass(version % 3 === 0 ? 200 : 20);
    }
    await stage.pass(5 * SECOND);
    const rows = [...stage.db.runs.values()];
    expect(rows.map(({ entry }) => entry.id).toSorted()).toEqual(
      ["a", "b"].flatMap((letter) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${letter}${n}`)),
    );
    expect(new Set(rows.map(({ version }) => version)).size).toBeGreaterThan(1);
    for (const { id, version } of rows) expect(stage.workflow(id).input.plan.version).toBe(version);
  });
});

describe("unpublish", () => {
  it("ends entries; open runs go on", async () => {
    const stage = createStage();
    stage.publish(cartFlow(ordered));
    await stage.accept(cart);
    await stage.pass(SECOND);
    stage.publish();
    await stage.accept({ ...next, subject: "ben" }, order);
    await stage.pass(5 * SECOND);
    expect([outcomeOf(stage), stage.db.runs.size]).toEqual(["ordered.came", 1]);
  });
});

decidedByStore(
  "decision and due time at once",
  "decision and due time at once: the first wins, the other is told",
);

describe("interrupt while an activity runs", () => {
  it("what the activity did is known: the ledger says done, its output is kept", async () => {
    const gate = createGate("call");
    const stage = createStage(gate);
    stage.publish(chain("cart", "cart.updated", oneAtATime("restart"), [callStep("call"), ordered]));
    await stage.accept(cart);
    await stage.pass(SECOND);
    await stage.accept(next);
    await stage.pass(SECOND);
    expect(stage.workflow(run).state.cancelled).toMatchObject([{ at: "call.1" }]);
    gate.open();
    await stage.pass(5 * SECOND);
    expect(stage.db.effects.get(`${run}/call.1/call`)?.state).toBe("done");
    expect(stage.workflow(run).state.outputs).toHaveProperty("call");
    expect([outcomeOf(stage), stage.row(nextRun)?.state]).toEqual(["restarted", "open"]);
  });
});

describe("an interrupt arrives while the run is closing", () => {
  const name = "an interrupt numbered before the close is taken first, after it nothing is numbered";
  it(name, () => playOnModel(scenarioNamed(name)));

  it("the run takes it and asks again; the outcome that was decided stands", async () => {
    let isFirst = true;
    const stage = createStage({
      store: (store) => ({
        ...store,
        async closeRun(request) {
          if (isFirst) {
            isFirst = false;
            await store.control({ kind: "cancel", run, by: "operator" });
          }
          return store.closeRun(request);
        },
      }),
    });
    stage.publish(cartFlow(callStep("call")));
    await stage.accept(cart);
    await stage.pass(10 * SECOND);
    expect([outcomeOf(stage), stage.workflow(run).handled]).toEqual(["call.next", [1]]);
    expect(stage.db.deliveries.get(run)?.map(({ settledAs }) => settledAs)).toEqual(["sent", "sent"]);
  });
});

describe("cancel in the Temporal UI", () => {
  it("is a fact: the run closes its row and frees its place", async () => {
    const stage = createStage();
    stage.publish(cartFlow(taskStep("look", 60 * SECOND)));
    await stage.accept(cart);
    await stage.pass(SECOND);
    stage.workflow(run).tell({ kind: "cancelled" });
    await stage.pass(5 * SECOND);
    expect(stage.row(run)).toMatchObject({ state: "closed", outcome: "cancelled" });
    expect(stage.db.tasks.get(`${run}.look.1`)?.state).toBe("withdrawn");
    await stage.accept(next);
    await stage.pass(SECOND);
    expect(stage.row(nextRun)?.state).toBe("open");
  });
});

describe("terminate in the Temporal UI", () => {
  it("the run is lost, its place is free, nothing is undone", async () => {
    const stage = createStage();
    stage.publish(cartFlow(ordered));
    await stage.accept(cart);
    await stage.pass(SECOND);
    stage.workflow(run).terminate();
    await stage.pass(10 * SECOND);
    expect(stage.row(run)).toMatchObject({ state: "lost", outcome: "lost" });
    await stage.accept(next);
    await stage.pass(SECOND);
    expect([stage.row(nextRun)?.state, stage.effects]).toEqual(["open", []]);
  });

  const name = "a run lost from outside frees its entry and withdraws its task";
  it(name, () => playOnModel(scenarioNamed(name)));
});

describe("reset in the Temporal UI", () => {
  /** From the first task on, as the reset does it: same id, same input, signals applied again. */
  function reset(stage: Stage): void {
    const workflow = stage.workflow(run);
    workflow.isRunning = true;
    workflow.outcome = null;
    workflow.state = initialState(workflow.input);
    workflow.tell({ kind: "started" });
    for (const { n, payload } of stage.db.deliveries.get(run) ?? [])
      if (payload.kind !== "start") workflow.tell({ kind: "delivered", n, delivery: payload });
  }

  it("of an open run: done effects give their stored result", async () => {
    const received: string[] = [];
    const stage = createStage({ receive: async (key) => void received.push(key) });
    stage.publish(cartFlow(callStep("call"), ordered, waitStep("paid", "order.paid", null)));
    await stage.accept(cart, order);
    await stage.pass(5 * SECOND);
    reset(stage);
    await stage.pass(5 * SECOND);
    await stage.accept(eventOf("order.paid", "p"));
    await stage.pass(5 * SECOND);
    expect([outcomeOf(stage), received]).toEqual(["paid.came", [`${run}/call.1/call`]]);
  });

  it("of a closed run: its first intent is told so, and it ends with the stored outcome", async () => {
    const stage = createStage();
    stage.publish(cartFlow(waitStep("ordered", "order.placed", 5 * SECOND), callStep("call")));
    await stage.accept(cart);
    await stage.pass(SECOND);
    stage.workflow(run).tell({ kind: "cancelled" });
    await stage.pass(5 * SECOND);
    expect(outcomeOf(stage)).toBe("cancelled");
    reset(stage);
    await stage.pass(30 * SECOND);
    expect([stage.workflow(run).outcome, stage.workflow(run).isRunning, stage.effects]).toEqual([
      "cancelled",
      false,
      [],
    ]);
  });
});

decidedByStore(
  "an event without subject",
  "an event without subject starts nothing whose subject it should give, and is matched",
  "an event without subject wakes the run that waits for its key",
);

describe("redelivery after the run closed", () => {
  it("is settled as what it is: the run had ended", async () => {
    const stage = createStage();
    stage.publish(cartFlow(ordered));
    await stage.accept(cart);
    await stage.pass(SECOND);
    stage.workflow(run).terminate();
    await stage.accept(order);
    await stage.pass(20 * SECOND);
    expect(stage.db.deliveries.get(run)?.map(({ settledAs }) => settledAs)).toEqual([
      "sent",
      "run had ended",
    ]);
    expect(stage.db.outbox.size).toBe(0);
  });
});
