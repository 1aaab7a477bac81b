import { describe, it } from "vitest";
import { createNodeWorld, testEffect } from "./testing.ts";

describe("the ledger that node types are tested with", () => {
  testEffect(() => createNodeWorld().effect, it);
});
