import { decideTask, taskId } from "@throughline/protocol";
import { taskStep } from "@throughline/protocol/testing";
import { describe, expect, it } from "vitest";
import { cart, cartFlow, run } from "./hole.ts";
import { createQuietWorld } from "./quiet-world.ts";

describe("a task that nobody decides", () => {
  it("is moved by the sweeper, queue by queue, and stays where it was decided", async () => {
    const world = createQuietWorld();
    const escalate = [
      { after: "PT1M", to: "lead" },
      { after: "PT2M", to: "head" },
    ];
    world.publish(cartFlow(taskStep("look", 600_000, { escalate })));
    await world.accept(cart);
    const task = taskId(run, "look.1");
    const queue = () => world.db.places.get(task)?.queue;
    await world.pass(50_000);
    expect(queue()).toBe("care");
    await world.pass(20_000);
    expect(queue()).toBe("lead");
    await world.store.transact(decideTask, { task, decision: "yes", values: {}, by: "lead" });
    await world.pass(100_000);
    expect(queue()).toBe("lead");
  });
});
