import { emptyDocument } from "@throughline/flow";
import type { Diagnostic, DocumentNode, NodeType } from "@throughline/flow";
import { check, diagnose, toNodeTypes } from "@throughline/flow";
import { expect, it } from "vitest";
import { shownProblems } from "./shown-problems.ts";

const event = { title: "Event", type: "string", minLength: 1, "x-ui": { widget: "event-type" } };
const port = { title: "Leaves by", type: "string", "x-ui": { widget: "port" } };
const type = {
  type: "await",
  version: 1,
  title: "Await",
  description: "",
  icon: "",
  category: "waits",
  instruction: "wait",
  config: {
    type: "object",
    properties: {
      events: {
        type: "array",
        items: { type: "object", properties: { type: event, port }, required: ["type", "port"] },
      },
      timeout: { type: "string" },
    },
    required: ["events"],
  },
  output: {},
  sample: { config: {}, output: null },
} as unknown as NodeType;
const node = (config: object): DocumentNode => ({
  id: "wait",
  type: "await",
  typeVersion: 1,
  name: "Wait",
  config: config as DocumentNode["config"],
  position: { x: 0, y: 0 },
});
const problemsOf = (of: DocumentNode): readonly Diagnostic[] =>
  diagnose(check({ ...emptyDocument("cart", "Cart"), nodes: [of] }, toNodeTypes([type])));
const nothing = { nodes: new Set<string>(), fields: new Set<string>() };
const shown = (of: DocumentNode, revealed = nothing): readonly (string | undefined)[] =>
  shownProblems(of, type, problemsOf(of), revealed).flatMap(({ field }) => field ?? []);

it("two ways out with one name are marked at both names", () => {
  const twice = node({
    events: [
      { type: "a", port: "placed" },
      { type: "b", port: "other" },
      { type: "c", port: "placed" },
    ],
  });
  expect(shown(twice)).toEqual(["events.0.port", "events.2.port"]);
  expect(shown(node({ events: [{ type: "a", port: "timeout" }], timeout: "PT1H" }))).toEqual([
    "events.0.port",
  ]);
});

it("a fresh node is not full of errors: a field is wrong once it was left, all are once problems were asked for", () => {
  const fresh = node({ events: [{}] });
  expect(shown(fresh)).toEqual([]);
  expect(shown(fresh, { ...nothing, fields: new Set(["wait events.0.type"]) })).toEqual(["events.0.type"]);
  expect(shown(fresh, { ...nothing, fields: new Set(["wait events"]) })).toEqual([
    "events.0.type",
    "events.0.port",
  ]);
  expect(shown(fresh, { ...nothing, nodes: new Set(["wait"]) })).toHaveLength(2);
});
