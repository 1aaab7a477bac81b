import { expect, it } from "vitest";
import { mayCall } from "./use-may.ts";

it("a viewer may look at everything and change nothing", () => {
  expect(mayCall("viewer", "getFlow")).toBe(true);
  for (const route of [
    "saveDraft",
    "publishFlow",
    "startFlow",
    "resolveRun",
    "decideTask",
    "putHook",
  ] as const)
    expect(mayCall("viewer", route)).toBe(false);
});

it("an agent decides tasks, an analyst draws, an operator starts and repairs", () => {
  expect(mayCall("agent", "decideTask")).toBe(true);
  expect(mayCall("agent", "saveDraft")).toBe(false);
  expect(mayCall("analyst", "saveDraft")).toBe(true);
  expect(mayCall("analyst", "startFlow")).toBe(false);
  expect(mayCall("operator", "resolveRun")).toBe(true);
  expect(mayCall("operator", "listKeys")).toBe(false);
});
