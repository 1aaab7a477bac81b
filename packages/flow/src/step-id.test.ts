import { expect, it } from "vitest";
import { nodeOf, stepId, parseStep } from "./step-id.ts";

it("a step is read as it was written", () => {
  expect(stepId({ node: "offer_2", visit: 12 })).toBe("offer_2.12");
  expect(parseStep("offer_2.12")).toEqual({ node: "offer_2", visit: 12 });
  expect(nodeOf("offer_2.12")).toBe("offer_2");
});

it("a node alone is its first visit", () => {
  expect(parseStep("offer")).toEqual({ node: "offer", visit: 1 });
});
