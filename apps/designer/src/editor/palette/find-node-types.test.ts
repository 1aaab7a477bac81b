import type { NodeType } from "@throughline/flow";
import { expect, it } from "vitest";
import { findNodeTypes } from "./find-node-types.ts";

const type = (title: string, category: string, description = ""): NodeType => ({
  type: title.toLowerCase().replaceAll(/[^a-z]+/g, "-"),
  version: 1,
  title,
  description,
  icon: "",
  category,
  instruction: "run",
  config: {},
  output: {},
  sample: { config: {}, output: null },
});
const all = [
  type("Send offer", "messages"),
  type("Send e-mail", "messages", "A mail with a link at its end"),
  type("Wait for an event", "waits"),
  type("Weekend", "logic"),
  type("End", "end"),
  type("End early", "end"),
];
const found = (search: string): readonly string[] =>
  findNodeTypes(all, search).flatMap(({ types }) => types.map(({ title }) => title));

it("the best fit for what is typed comes first: the name itself, its start, the start of a word, a part", () => {
  expect(found("End").slice(0, 2)).toEqual(["End", "End early"]);
  expect(found("send")[0]).toBe("Send offer");
  expect(found("event")).toEqual(["Wait for an event"]);
  expect(found("off")).toEqual(["Send offer"]);
  expect(found("eek")).toEqual(["Weekend"]);
});

it("every word has to fit, in any order", () => {
  expect(found("offer send")).toEqual(["Send offer"]);
  expect(found("offer wait")).toEqual([]);
});

it("without a search the groups keep the order of a journey", () => {
  expect(findNodeTypes(all, "").map(({ title }) => title)).toEqual(["Wait", "Decide", "Messages", "End"]);
});
