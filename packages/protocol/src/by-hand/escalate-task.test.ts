import { describe, expect, it } from "vitest";
import { escalateTask, nextEscalation } from "./escalate-task.ts";

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
