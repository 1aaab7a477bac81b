import { emptyDocument } from "@throughline/flow";
import { expect, it } from "vitest";
import { readFlowFile } from "./read-flow-file.ts";

const reasonOf = (value: unknown): string => {
  const read = readFlowFile(typeof value === "string" ? value : JSON.stringify(value));
  return read.ok ? "" : read.reason;
};

it("a flow that was exported is read", () => {
  expect(readFlowFile(JSON.stringify(emptyDocument("cart", "Cart"))).ok).toBe(true);
});

it("a file that is no flow is refused in a sentence", () => {
  expect(reasonOf("{")).toBe("The file is not JSON.");
  expect(reasonOf({ hello: "world" })).toBe(
    "The file holds no flow. Choose one that was saved with “Export as JSON”.",
  );
  expect(reasonOf([1, 2])).toContain("holds no flow");
});

it("a flow with something wrong in it names the first place, and how many more there are", () => {
  const broken = { ...emptyDocument("cart", "Cart"), name: "", nodes: "none" };
  expect(reasonOf(broken)).toMatch(
    /^The flow in the file has 2 places that are not right\. The first is “Name”: must not be empty\.$/,
  );
  expect(reasonOf({ ...emptyDocument("cart", "Cart"), name: "" })).toMatch(
    /^One place in the flow is not right, “Name”: must not be empty\.$/,
  );
});
