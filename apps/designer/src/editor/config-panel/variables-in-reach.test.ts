import { check, emptyDocument, inferFields, toNodeTypes } from "@throughline/flow";
import type { FlowDocument, NodeType } from "@throughline/flow";
import { expect, it } from "vitest";
import { variablesInReach } from "./variables-in-reach.ts";

const type = (
  name: string,
  instruction: NodeType["instruction"],
  output: object = {},
  config: object = {},
): NodeType =>
  ({
    type: name,
    version: 1,
    title: name,
    description: "",
    icon: "",
    category: "data",
    instruction,
    config,
    output,
    sample: { config: {}, output: null },
  }) as unknown as NodeType;
const nodeTypes = toNodeTypes([
  type("start", "trigger"),
  type("await", "wait", {
    type: "object",
    properties: { event: { type: "object", properties: { data: {} } } },
  }),
  type(
    "offer",
    "run",
    { type: "object", properties: { code: { type: "string" } }, additionalProperties: false },
    { type: "object", properties: { body: { "x-ui": { template: true, templateNames: ["code"] } } } },
  ),
]);
const node = (id: string, kind: string, config = {}) => ({
  id,
  type: kind,
  typeVersion: 1,
  name: id,
  config,
  position: { x: 0, y: 0 },
});
const document: FlowDocument = {
  ...emptyDocument("cart", "Cart"),
  nodes: [
    node("cart", "start", { eventType: "cart.updated" }),
    node("sent", "offer"),
    node("wait", "await", { events: [{ type: "order.placed", port: "ordered" }] }),
    node("later", "offer"),
  ],
  edges: [
    { from: { node: "cart", port: "next" }, to: { node: "sent" } },
    { from: { node: "sent", port: "next" }, to: { node: "wait" } },
    { from: { node: "wait", port: "ordered" }, to: { node: "later" } },
  ],
};
const eventTypes = [
  { type: "cart.updated", sampled: 1, fields: inferFields([{ total: 12 }]) },
  { type: "order.placed", sampled: 1, fields: inferFields([{ orderId: "o-1" }]) },
];
const paths = (of: string | null, field: string): readonly string[] =>
  variablesInReach(check(document, nodeTypes), { eventTypes, node: of, field }).map(({ path }) => path);

it("says of a field in how many of the events seen it was missing", () => {
  const fields = inferFields([{ total: 12 }, { total: 13, name: null }]);
  const place = {
    eventTypes: [{ type: "cart.updated", sampled: 2, fields }],
    node: "wait",
    field: "timeout",
  };
  const samples = new Map(
    variablesInReach(check(document, nodeTypes), place).map(({ path, sample }) => [path, sample]),
  );
  expect(samples.get("trigger.data.total")).toBe("12");
  expect(samples.get("trigger.data.name")).toBe("null · missing in 2 of 2");
});

it("offers the event that started the run and what earlier steps gave, never later ones", () => {
  expect(paths("wait", "timeout")).toEqual(
    expect.arrayContaining(["trigger.data.total", "steps.sent.code", "profile.email", "run.id"]),
  );
  expect(paths("wait", "timeout")).not.toContain("steps.later.code");
  expect(paths("sent", "to")).not.toContain("steps.wait.event.data.orderId");
  expect(paths("later", "to")).toContain("steps.wait.event.data.orderId");
});

it("offers the arriving event in filters and correlations only", () => {
  expect(paths("wait", "events.0.filter")).toContain("event.data.orderId");
  expect(paths("wait", "correlate.event")).toContain("event.data.orderId");
  expect(paths("wait", "correlate.run")).not.toContain("event.data.orderId");
});

it("a start and the subject of a run see the event that enters, a start also the time, and nothing else", () => {
  for (const seen of [paths("cart", "filter"), paths(null, "settings.subject")]) {
    expect(seen.slice(0, 4)).toEqual(["event.data.total", "event.subject", "event.type", "event.time"]);
    const first = new Set(seen.map((path) => path.split(".")[0]));
    first.delete("now");
    expect(first).toEqual(new Set(["event", "trigger"]));
    expect(seen).toContain("trigger.data.total");
  }
});

it("offers what a text adds to itself before all else, and each value once", () => {
  const seen = paths("sent", "body");
  expect(seen.slice(0, 2)).toEqual(["code", "trigger.data.total"]);
  expect(new Set(seen).size).toBe(seen.length);
});
