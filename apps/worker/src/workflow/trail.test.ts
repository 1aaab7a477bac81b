import { describe, expect, it } from "vitest";
import { createTrail } from "./trail.ts";

const visit = (node: string, state: "active" | "left" | "parked") =>
  ({ node, visit: 1, state, startedAt: 0 }) as const;

describe("createTrail()", () => {
  it("keeps the newest word of each visit, in order of entry", () => {
    const trail = createTrail();
    trail.record(visit("a", "active"));
    trail.record(visit("b", "active"));
    trail.record(visit("a", "left"));
    expect(trail.all().map(({ node, state }) => `${node} ${state}`)).toEqual(["a left", "b active"]);
  });
  it("hands over what is not over and what was said after it was stored", () => {
    const trail = createTrail([visit("a", "active")]);
    trail.record(visit("b", "left"));
    trail.record(visit("c", "parked"));
    trail.markStored();
    trail.record(visit("a", "left"));
    expect(trail.carried().map(({ node }) => node)).toEqual(["a", "c"]);
  });
  it("knows the newest word of a visit", () => {
    const trail = createTrail([visit("a", "parked")]);
    expect(trail.visit("a.1")?.state).toBe("parked");
    trail.record(visit("a", "active"));
    expect(trail.visit("a.1")?.state).toBe("active");
    expect(trail.visit("b.1")).toBeUndefined();
  });
});
