// One sight: what autocomplete offers in a field is what the check of expressions and texts accepts there, and the reverse.
import { check, diagnose, emptyDocument, toNodeTypes, valuesInSight } from "@throughline/flow";
import type { FlowDocument, JsonObject, NodeType, SeenValue } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { builtIns } from "./nodes/index.ts";

type DrawnNode = FlowDocument["nodes"][number];

const nodeTypes = toNodeTypes(builtIns.map(({ nodeType }) => nodeType));

function place(id: string, type: string, config = nodeTypes.get(`${type}@1`)?.sample.config): DrawnNode {
  // A sample is JSON; the document's own type of it can be written to.
  return { id, type, typeVersion: 1, name: id, config, position: { x: 0, y: 0 } } as DrawnNode;
}

/** The node under test has a trigger, an action that may fail, a wait and a node of an unknown type before it, one behind it. */
function draw(nodeType: NodeType, config: JsonObject): FlowDocument {
  const line = [
    place("cart", "event-trigger"),
    { ...place("offer", "send-offer"), onFailure: "port" as const },
    place("ordered", "wait-for-event"),
    place("odd", "gone", {}),
    place("own", nodeType.type, config),
    place("later", "http-request"),
  ];
  const edges = line.slice(1).map(({ id }, index) => ({
    from: { node: line[index]?.id ?? "", port: "next" },
    to: { node: id },
  }));
  const isTrigger = nodeType.instruction === "trigger";
  return {
    ...emptyDocument("test-flow", "Test"),
    nodes: line,
    edges: isTrigger ? edges.filter(({ to }) => to.node !== "own") : edges,
  };
}

/** Every place of a config where an expression or Liquid may stand, as the schema says: `events.0.filter`. */
function fieldsOf(schema: JsonObject, path: readonly string[] = []): readonly string[] {
  const { properties, items, anyOf } = schema as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly items?: JsonObject;
    readonly anyOf?: readonly JsonObject[];
  };
  const hints = (schema["x-ui"] ?? {}) as { readonly expression?: string; readonly template?: boolean };
  const own = hints.expression !== undefined || hints.template === true ? [path.join(".")] : [];
  return [
    ...own,
    ...Object.entries(properties ?? {}).flatMap(([name, child]) => fieldsOf(child, [...path, name])),
    ...(items === undefined ? [] : fieldsOf(items, [...path, "0"])),
    ...(anyOf ?? []).flatMap((child) => fieldsOf(child, path)),
  ];
}

/** The config with a value at a path, whatever else stood there. */
function withAt(config: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (/^\d+$/.test(name)) {
    const list = Array.isArray(config) ? (config as readonly unknown[]) : [];
    return [withAt(list[0], rest, value), ...list.slice(1)];
  }
  const object = typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
  return { ...object, [name]: withAt(object[name], rest, value) };
}

function isOffered(values: readonly SeenValue[], path: string): boolean {
  return values.some(
    (value) =>
      value.path === path ||
      value.path.startsWith(`${path}.`) ||
      (value.isOpen && path.startsWith(`${value.path}.`)),
  );
}

/** Whether the check finds nothing unknown when a field, or the subject where there is none, refers to a path. */
function isAccepted(document: FlowDocument, node: string | undefined, field: string): boolean {
  return !diagnose(check(document, nodeTypes)).some(
    (found) =>
      found.node === node &&
      found.field === field &&
      (found.code === "unknown-reference" || found.code === "subject-underivable"),
  );
}

/** All that any field of any node sees, a part of each, and what nobody sees. */
const candidates = [
  ...new Set(
    builtIns.flatMap(({ nodeType }) => {
      const checked = check(draw(nodeType, nodeType.sample.config), nodeTypes);
      return ["own", "later"].flatMap((node) =>
        [...fieldsOf(nodeType.config), "other"].flatMap((field) => valuesInSight(checked, node, field)),
      );
    }),
  ),
].flatMap(({ path }) => [path, `${path}.inner`]);
const paths = [
  ...new Set([...candidates, "event", "steps.nowhere", "steps.nowhere.code", "vars", "nothing"]),
];

const cases = builtIns.flatMap(({ nodeType }) =>
  [...new Set(fieldsOf(nodeType.config))].map((field) => [nodeType.type, field, nodeType] as const),
);

describe("valuesInSight()", () => {
  it("is asked about the fields of all kinds of sight", () => {
    const fields = cases.map(([type, field]) => `${type} ${field}`);
    expect(fields).toEqual(
      expect.arrayContaining([
        "event-trigger filter",
        "wait-for-event events.0.filter",
        "wait-for-event correlate.event",
        "wait-for-event correlate.run",
        "condition branches.0.when",
        "send-offer to",
        "send-offer body",
        "http-request body",
        "escalate-to-human title",
        "delay timeout",
      ]),
    );
    expect(paths).toEqual(
      expect.arrayContaining(["event.data", "trigger.subject", "steps.offer.error.code", "expires", "now"]),
    );
  });

  it.each(cases)("offers in %s what is accepted in its field %s", (_type, field, nodeType) => {
    const drawn = draw(nodeType, nodeType.sample.config);
    const values = valuesInSight(check(drawn, nodeTypes), "own", field);
    const { template } = hintsOf(nodeType.config, field);
    const told = paths.filter((path) => {
      const value = template === true ? `{{ ${path} }}` : { $cel: path };
      const config = withAt(nodeType.sample.config, field.split("."), value) as JsonObject; // of a config
      return isAccepted(draw(nodeType, config), "own", field) !== isOffered(values, path);
    });
    expect(told).toEqual([]);
    expect(values.length).toBeGreaterThan(0);
  });

  it("offers for the subject of a run what is accepted there", () => {
    const drawn = draw(builtIns[0]?.nodeType as NodeType, { eventType: "cart.updated" }); // the list is not empty
    const values = valuesInSight(check(drawn, nodeTypes), null, "settings.subject");
    const told = paths.filter((path) => {
      const document = { ...drawn, settings: { ...drawn.settings, subject: { $cel: path } } };
      return isAccepted(document, undefined, "settings.subject") !== isOffered(values, path);
    });
    expect(told).toEqual([]);
  });

  it("offers the numbers of an event only where it has been matched", () => {
    const checked = check(draw(nodeTypes.get("http-request@1") as NodeType, {}), nodeTypes); // built in
    const seen = (node: string, field: string): readonly string[] =>
      valuesInSight(checked, node, field).map(({ path }) => path);
    const judged = seen("ordered", "events.0.filter");
    expect(judged).toEqual(expect.arrayContaining(["event.id", "trigger.no", "trigger.seq"]));
    for (const path of ["event.no", "event.seq"]) expect(judged).not.toContain(path);
    for (const path of ["event.no", "trigger.no", "trigger.seq"])
      expect(seen("cart", "filter")).not.toContain(path);
  });

  it("knows of which events the data are", () => {
    const wait = nodeTypes.get("wait-for-event@1") as NodeType; // built in
    const config = {
      events: [
        { type: "order.placed", port: "ordered" },
        { type: "order.paid", port: "paid" },
      ],
    };
    const checked = check(draw(wait, config), nodeTypes);
    const eventsAt = (node: string | null, field: string) =>
      Object.fromEntries(
        valuesInSight(checked, node, field).flatMap(({ path, events }) =>
          events === undefined ? [] : [[path, events]],
        ),
      );
    expect(eventsAt("own", "events.1.filter")).toMatchObject({
      "event.data": ["order.paid"],
      "trigger.data": ["cart.updated"],
      "steps.ordered.event.data": ["order.placed"],
      "steps.cart.data": ["cart.updated"],
    });
    expect(eventsAt("own", "correlate.event")).toEqual({ "event.data": ["order.placed", "order.paid"] });
    expect(eventsAt("cart", "filter")).toEqual({
      "event.data": ["cart.updated"],
      "trigger.data": ["cart.updated"],
    });
    expect(eventsAt(null, "settings.subject")).toEqual({
      "event.data": ["cart.updated"],
      "trigger.data": ["cart.updated"],
    });
  });
});

/** The hints of a field, of whichever alternative has some. */
function hintsOf(schema: JsonObject, field: string): { readonly template?: boolean } {
  const at = (here: JsonObject, [name, ...rest]: readonly string[]): readonly JsonObject[] => {
    const { properties, items, anyOf } = here as {
      readonly properties?: Readonly<Record<string, JsonObject>>;
      readonly items?: JsonObject;
      readonly anyOf?: readonly JsonObject[];
    };
    const path = name === undefined ? [] : [name, ...rest];
    const others = (anyOf ?? []).flatMap((child) => at(child, path));
    if (name === undefined) return [here, ...others];
    const child = name === "0" ? items : properties?.[name];
    return [...(child === undefined ? [] : at(child, rest)), ...others];
  };
  const found = at(schema, field.split(".")).find((here) => here["x-ui"] !== undefined);
  return (found?.["x-ui"] ?? {}) as { readonly template?: boolean };
}
