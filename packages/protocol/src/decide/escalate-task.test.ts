import { describe, expect, it } from "vitest";
import { cart, cartFlow, run } from "../simulate/hole.ts";
import { taskStep } from "../simulate/plans.ts";
import { createStage } from "../simulate/stage.ts";
import { escalateTask, nextEscalation } from "./escalate-task.ts";
import { taskId } from "./ids.ts";

const place = {
  queue: "care",
  escalate: [
    { at: 10, to: "lead" },
    { at: 20, to: "head" },
  ],
  escalatedAt: null,
};

describe("escalateTask()", () => {
  it("moves a task when its time has come, and not before", () => {
    expect(escalateTask(place, 9)).toBeNull();
    expect(escalateTask(place, 10)).toEqual({ ...place, queue: "lead", escalatedAt: 10 });
  });

  it("uses each entry once, and of several that are due the latest", () => {
    const late = escalateTask(place, 25);
    expect(late?.queue).toBe("head");
    expect(late === null ? null : escalateTask(late, 30)).toBeNull();
  });
});

describe("nextEscalation()", () => {
  it("is the next entry that is not used up", () => {
    expect(nextEscalation(place)).toBe(10);
    expect(nextEscalation({ ...place, escalatedAt: 10 })).toBe(20);
    expect(nextEscalation({ ...place, escalatedAt: 20 })).toBeNull();
  });
});

describe("a task that nobody decides", () => {
  it("is moved by the sweeper, queue by queue, and stays where it was decided", async () => {
    const stage = createStage();
    const escalate = [
      { afterMs: 60_000, to: "lead" },
      { afterMs: 120_000, to: "head" },
    ];
    stage.publish(cartFlow(taskStep("look", 600_000, { escalate })));
    await stage.accept(cart);
    const task = taskId(run, "look.1");
    const queue = () => stage.db.places.get(task)?.queue;
    await stage.pass(50_000);
    expect(queue()).toBe("care");
    await stage.pass(20_000);
    expect(queue()).toBe("lead");
    await stage.store.decide({ task, decision: "yes", values: {}, by: "lead" });
    await stage.pass(100_000);
    expect(queue()).toBe("lead");
  });
});
