import { emptyDocument, toNodeTypes } from "@throughline/flow";
import type { DocumentNode, NodeType } from "@throughline/flow";
import { expect, it } from "vitest";
import { hintsOf, targetsOf } from "./outline-names.ts";

const type = (key: string, instruction: NodeType["instruction"]): NodeType => ({
  type: key,
  version: 1,
  title: key,
  description: "",
  icon: "",
  category: "data",
  instruction,
  config: {},
  output: {},
  sample: { config: {}, output: null },
});
const nodeTypes = toNodeTypes([type("start", "trigger"), type("stop", "end")]);
const node = (id: string, of: string, name: string, config: DocumentNode["config"] = {}): DocumentNode => ({
  id,
  type: of,
  typeVersion: 1,
  name,
  config,
  position: { x: 0, y: 0 },
});
const document = {
  ...emptyDocument("cart", "Cart"),
  nodes: [
    node("began", "start", "Cart updated"),
    node("bought", "stop", "End", { outcome: "bought" }),
    node("left", "stop", "End", { outcome: "left" }),
    node("open", "stop", "End"),
    node("called", "stop", "Called", { outcome: "called" }),
  ],
};

it("several ends of one name are told apart by their outcome, and by their id while they have none", () => {
  expect([...hintsOf(document, nodeTypes)]).toEqual([
    ["bought", "outcome bought"],
    ["left", "outcome left"],
    ["open", "open"],
  ]);
});

it("a connection is never offered to a start, nor to the node itself", () => {
  expect(targetsOf(document, nodeTypes, "left").map(({ id }) => id)).toEqual(["bought", "open", "called"]);
});
