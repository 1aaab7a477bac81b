// Who wins when two things happen at once: the truth table, row by row, in its order. What the store alone decides is a
// scenario and holds on Postgres too; what takes a run is a story with the real stepper.
import { closeRun, controlRun } from "@throughline/protocol";
import type { PlanStep, WaitStep } from "@throughline/flow";
import { initialState } from "@throughline/flow/stepper";
import { callStep, chain, oneAtATime, taskStep, waitStep } from "@throughline/protocol/testing";
import { describe, expect, it } from "vitest";
import { intercept } from "../world/replaced.ts";
import { cart, cartFlow, order, ordered, run } from "./hole.ts";
import { playInMemory, scenarioNamed } from "./play-in-memory.ts";
import { createQuietWorld } from "./quiet-world.ts";
import type { QuietWorld } from "./quiet-world.ts";
import { eventOf, runOf } from "./scenario.ts";

const SECOND = 1_000;
const next = eventOf("cart.updated", "d");
const nextRun = runOf("cart", next);
const sinceStep = waitStep("ordered", "order.placed", null, { static: false, since: { kind: "step" } });

/** Rows that the store decides alone. */
function decidedByStore(row: string, ...names: readonly string[]): void {
  describe(row, () => {
    for (const name of names) it(name, () => playInMemory(scenarioNamed(name)));
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

const outcomeOf = (world: QuietWorld, id = run) => world.row(id)?.outcome;

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
  it(name, () => playInMemory(scenarioNamed(name)));

  it("the receipt names the other", async () => {
    const world = createQuietWorld();
    const plan = cartFlow(ordered);
    world.publish({
      ...plan,
      triggers: [...plan.triggers, { step: "ordered", kind: "event", eventType: "cart.updated" } as const],
    });
    await world.accept(cart);
    await world.pass(SECOND);
    expect(world.db.refusals).toMatchObject([
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
    const world = createQuietWorld(gate);
    world.publish(cartFlow(callStep("call"), ordered));
    await world.accept(cart);
    await world.pass(SECOND);
    await world.accept(order);
    await world.pass(SECOND);
    expect(world.workflow(run).state.early).toHaveLength(1);
    gate.open();
    await world.pass(5 * SECOND);
    expect(outcomeOf(world)).toBe("ordered.came");
  });

  it("does not count when it came before the step that the wait looks back to", async () => {
    const gate = createGate("one");
    const world = createQuietWorld(gate);
    world.publish(cartFlow(callStep("one"), callStep("two"), sinceStep));
    await world.accept(cart);
    await world.pass(SECOND);
    await world.accept(order);
    // Longer than two clocks may differ.
    await world.pass(5 * SECOND);
    gate.open();
    await world.pass(5 * SECOND);
    expect(world.workflow(run).state.tokens).toMatchObject([{ at: "ordered.1", phase: "waiting" }]);
  });

  const late = "a wait that looks back finds the event from before its run";
  it(late, () => playInMemory(scenarioNamed(late)));
});

describe("since: step", () => {
  it("never misses the answer to a call", async () => {
    const gate = createGate("call");
    const world = createQuietWorld(gate);
    world.publish(cartFlow(callStep("call"), sinceStep));
    await world.accept(cart);
    await world.pass(SECOND);
    await world.accept(order);
    await world.pass(SECOND);
    gate.open();
    await world.pass(5 * SECOND);
    expect(outcomeOf(world)).toBe("ordered.came");
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
    const world = createQuietWorld();
    world.publish(chain("cart", "cart.updated", oneAtATime("restart"), [ordered]));
    await world.accept(cart);
    await world.pass(SECOND);
    await world.accept(next);
    await world.pass(5 * SECOND);
    expect([outcomeOf(world), world.row(nextRun)?.state]).toEqual(["restarted", "open"]);
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
    const world = createQuietWorld();
    world.publish(
      chain("cart", "cart.updated", { rule: "once-per-period", periodMs: 10 * SECOND }, [ordered]),
    );
    await world.accept(cart);
    await world.pass(11 * SECOND);
    await world.accept(next);
    await world.pass(SECOND);
    expect(world.row(nextRun)?.state).toBe("open");
  });
});

describe("pause", () => {
  async function paused(steps: readonly PlanStep[], receive?: (key: string) => Promise<void>) {
    const world = createQuietWorld(receive === undefined ? {} : { receive });
    world.publish(cartFlow(...steps));
    await world.accept(cart);
    await world.pass(SECOND);
    await world.store.transact(controlRun, { kind: "pause", run, by: "operator" });
    await world.pass(SECOND);
    const resume = async () => {
      await world.store.transact(controlRun, { kind: "resume", run, by: "operator" });
      await world.pass(5 * SECOND);
    };
    return { world, resume };
  }

  it("records facts and issues nothing; on resume they are handled in order", async () => {
    const gate = createGate("call");
    const { world, resume } = await paused([callStep("call"), ordered, callStep("after")], gate.receive);
    gate.open();
    await world.pass(SECOND);
    await world.accept(order);
    await world.pass(10 * SECOND);
    expect(world.workflow(run).state.whilePaused.map(({ kind }) => kind)).toEqual(["done", "delivered"]);
    expect(world.effects).toEqual([`${run}/call.1/call`]);
    await resume();
    expect(outcomeOf(world)).toBe("after.next");
  });

  it("events come before timers, though the deadline passed first", async () => {
    const { world, resume } = await paused([waitStep("ordered", "order.placed", 5 * SECOND)]);
    await world.pass(10 * SECOND);
    await world.accept(order);
    await world.pass(SECOND);
    await resume();
    expect(outcomeOf(world)).toBe("ordered.came");
  });

  it("of a queued run issues nothing when its turn comes", async () => {
    const gate = createGate("call");
    const world = createQuietWorld(gate);
    world.publish(chain("cart", "cart.updated", oneAtATime("queue"), [callStep("call")]));
    await world.accept(cart, next);
    await world.pass(SECOND);
    await world.store.transact(controlRun, { kind: "pause", run: nextRun, by: "operator" });
    gate.open();
    await world.pass(20 * SECOND);
    expect(outcomeOf(world)).toBe("call.next");
    expect(world.row(nextRun)?.state).toBe("open");
    expect(world.effects).toEqual([`${run}/call.1/call`]);
    await world.store.transact(controlRun, { kind: "resume", run: nextRun, by: "operator" });
    await world.pass(5 * SECOND);
    expect(outcomeOf(world, nextRun)).toBe("call.next");
  });

  it("a deadline that passed meanwhile counts on resume", async () => {
    const { world, resume } = await paused([waitStep("ordered", "order.placed", 5 * SECOND)]);
    await world.pass(10 * SECOND);
    expect(outcomeOf(world)).toBeNull();
    await resume();
    expect(outcomeOf(world)).toBe("ordered.timeout");
  });
});

describe("publish during a burst", () => {
  it("each event has exactly one version, running runs keep their plan", async () => {
    const world = createQuietWorld();
    const plan = chain("cart", "cart.updated", { rule: "every-event" }, [ordered]);
    for (let version = 1; version <= 8; version += 1) {
      world.publish({ ...plan, version });
      await world.accept(eventOf("cart.updated", `a${version}`), eventOf("cart.updated", `b${version}`));
      await world.pass(version % 3 === 0 ? 200 : 20);
    }
    await world.pass(5 * SECOND);
    const rows = [...world.db.runs.values()];
    expect(rows.map(({ entry }) => entry.id).toSorted()).toEqual(
      ["a", "b"].flatMap((letter) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${letter}${n}`)),
    );
    expect(new Set(rows.map(({ version }) => version)).size).toBeGreaterThan(1);
    for (const { id, version } of rows) expect(world.workflow(id).input.plan.version).toBe(version);
  });
});

describe("unpublish", () => {
  it("ends entries; open runs go on", async () => {
    const world = createQuietWorld();
    world.publish(cartFlow(ordered));
    await world.accept(cart);
    await world.pass(SECOND);
    world.publish();
    await world.accept({ ...next, subject: "ben" }, order);
    await world.pass(5 * SECOND);
    expect([outcomeOf(world), world.db.runs.size]).toEqual(["ordered.came", 1]);
  });
});

decidedByStore(
  "decision and due time at once",
  "decision and due time at once: the first wins, the other is told",
);

describe("interrupt while an activity runs", () => {
  it("what the activity did is known: the ledger says done, its output is kept", async () => {
    const gate = createGate("call");
    const world = createQuietWorld(gate);
    world.publish(chain("cart", "cart.updated", oneAtATime("restart"), [callStep("call"), ordered]));
    await world.accept(cart);
    await world.pass(SECOND);
    await world.accept(next);
    await world.pass(SECOND);
    expect(world.workflow(run).state.cancelled).toMatchObject([{ at: "call.1" }]);
    gate.open();
    await world.pass(5 * SECOND);
    expect(world.db.effects.get(`${run}/call.1/call`)?.state).toBe("done");
    expect(world.workflow(run).state.outputs).toHaveProperty("call");
    expect([outcomeOf(world), world.row(nextRun)?.state]).toEqual(["restarted", "open"]);
  });
});

describe("an interrupt arrives while the run is closing", () => {
  const name = "an interrupt numbered before the close is taken first, after it nothing is numbered";
  it(name, () => playInMemory(scenarioNamed(name)));

  it("the run takes it and asks again; the outcome that was decided stands", async () => {
    let isFirst = true;
    const world = createQuietWorld({
      store: (store) =>
        intercept(store, closeRun, async (request, next) => {
          if (isFirst) {
            isFirst = false;
            await store.transact(controlRun, { kind: "cancel", run, by: "operator" });
          }
          return next(request);
        }),
    });
    world.publish(cartFlow(callStep("call")));
    await world.accept(cart);
    await world.pass(10 * SECOND);
    expect([outcomeOf(world), world.workflow(run).handled]).toEqual(["call.next", [1]]);
    expect(world.db.deliveries.get(run)?.map(({ settledAs }) => settledAs)).toEqual(["sent", "sent"]);
  });
});

describe("cancel in the Temporal UI", () => {
  it("is a fact: the run closes its row and frees its place", async () => {
    const world = createQuietWorld();
    world.publish(cartFlow(taskStep("look", 60 * SECOND)));
    await world.accept(cart);
    await world.pass(SECOND);
    world.workflow(run).tell({ kind: "cancelled" });
    await world.pass(5 * SECOND);
    expect(world.row(run)).toMatchObject({ state: "closed", outcome: "cancelled" });
    expect(world.db.tasks.get(`${run}.look.1`)?.state).toBe("withdrawn");
    await world.accept(next);
    await world.pass(SECOND);
    expect(world.row(nextRun)?.state).toBe("open");
  });
});

describe("terminate in the Temporal UI", () => {
  it("the run is lost, its place is free, nothing is undone", async () => {
    const world = createQuietWorld();
    world.publish(cartFlow(ordered));
    await world.accept(cart);
    await world.pass(SECOND);
    world.workflow(run).terminate();
    await world.pass(10 * SECOND);
    expect(world.row(run)).toMatchObject({ state: "lost", outcome: "lost" });
    await world.accept(next);
    await world.pass(SECOND);
    expect([world.row(nextRun)?.state, world.effects]).toEqual(["open", []]);
  });

  const name = "a run lost from outside frees its entry and withdraws its task";
  it(name, () => playInMemory(scenarioNamed(name)));
});

describe("reset in the Temporal UI", () => {
  /** From the first task on, as the reset does it: same id, same input, signals applied again. */
  function reset(world: QuietWorld): void {
    const workflow = world.workflow(run);
    workflow.isRunning = true;
    workflow.outcome = null;
    workflow.state = initialState(workflow.input);
    workflow.tell({ kind: "started" });
    for (const { n, payload } of world.db.deliveries.get(run) ?? [])
      if (payload.kind !== "start") workflow.tell({ kind: "delivered", n, delivery: payload });
  }

  it("of an open run: done effects give their stored result", async () => {
    const received: string[] = [];
    const world = createQuietWorld({ receive: async (key) => void received.push(key) });
    world.publish(cartFlow(callStep("call"), ordered, waitStep("paid", "order.paid", null)));
    await world.accept(cart, order);
    await world.pass(5 * SECOND);
    reset(world);
    await world.pass(5 * SECOND);
    await world.accept(eventOf("order.paid", "p"));
    await world.pass(5 * SECOND);
    expect([outcomeOf(world), received]).toEqual(["paid.came", [`${run}/call.1/call`]]);
  });

  it("of a closed run: its first intent is told so, and it ends with the stored outcome", async () => {
    const world = createQuietWorld();
    world.publish(cartFlow(waitStep("ordered", "order.placed", 5 * SECOND), callStep("call")));
    await world.accept(cart);
    await world.pass(SECOND);
    world.workflow(run).tell({ kind: "cancelled" });
    await world.pass(5 * SECOND);
    expect(outcomeOf(world)).toBe("cancelled");
    reset(world);
    await world.pass(30 * SECOND);
    expect([world.workflow(run).outcome, world.workflow(run).isRunning, world.effects]).toEqual([
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
    const world = createQuietWorld();
    world.publish(cartFlow(ordered));
    await world.accept(cart);
    await world.pass(SECOND);
    world.workflow(run).terminate();
    await world.accept(order);
    await world.pass(20 * SECOND);
    expect(world.db.deliveries.get(run)?.map(({ settledAs }) => settledAs)).toEqual([
      "sent",
      "run had ended",
    ]);
    expect(world.db.outbox.size).toBe(0);
  });
});

describe("an event ended a wait of a run, a later wait of the same run would take it too", () => {
  const one = waitStep("one", "order.placed", null);
  const two = (fields: Partial<WaitStep>): WaitStep =>
    waitStep("two", "order.placed", null, { static: false, ...fields });
  const again = { events: [{ type: "order.placed", port: "came", again: true, bindingPaths: [] }] } as const;

  it.each([{ kind: "run" }, { kind: "step" }, { kind: "look-back", ms: 60_000 }] as const)(
    "it does not, whatever it counts since (%o); the next event ends it",
    async (since) => {
      const world = createQuietWorld();
      world.publish(cartFlow(one, two({ since })));
      await world.accept(cart);
      await world.accept(order);
      await world.pass(5 * SECOND);
      expect(world.workflow(run).state.tokens).toMatchObject([{ at: "two.1", phase: "waiting" }]);
      await world.accept(eventOf("order.placed", "p"));
      await world.pass(5 * SECOND);
      expect(outcomeOf(world)).toBe("two.came");
    },
  );

  it("it does when it says so", async () => {
    const world = createQuietWorld();
    world.publish(cartFlow(one, two(again)));
    await world.accept(cart);
    await world.accept(order);
    await world.pass(5 * SECOND);
    expect(outcomeOf(world)).toBe("two.came");
  });
});
