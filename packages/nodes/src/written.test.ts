// What is written is what happens: every field of every node takes fixed values, texts with placeholders, or expressions,
// and whatever does not belong there is told before it is sent.
import { check, diagnose, emptyDocument, toNodeTypes } from "@throughline/flow";
import type { FlowDocument, JsonObject, NodeType } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { builtIns } from "./nodes/index.ts";

const nodeTypes = toNodeTypes(builtIns.map(({ nodeType }) => nodeType));

interface Hints {
  readonly widget?: string;
  readonly template?: boolean;
  readonly expression?: string;
}
interface Place {
  readonly path: string;
  readonly schema: JsonObject;
  readonly hints: Hints;
}

/** Every field of a config, and an entry of every list and record. */
function placesOf(schema: JsonObject, path: readonly string[] = []): readonly Place[] {
  const { properties, items, additionalProperties, anyOf } = schema as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly items?: JsonObject;
    readonly additionalProperties?: JsonObject | boolean;
    readonly anyOf?: readonly JsonObject[];
  };
  if (properties !== undefined && ("$cel" in properties || "$rules" in properties || "$secret" in properties))
    return [];
  const hints = schema["x-ui"] as Hints | undefined;
  return [
    ...(hints === undefined || path.length === 0 ? [] : [{ path: path.join("."), schema, hints }]),
    ...Object.entries(properties ?? {}).flatMap(([name, child]) => placesOf(child, [...path, name])),
    ...(items === undefined ? [] : placesOf(items, [...path, "0"])),
    ...(typeof additionalProperties === "object" ? placesOf(additionalProperties, [...path, "X-Key"]) : []),
    ...(anyOf ?? []).flatMap((child) => placesOf(child, path)),
  ];
}

/** Widgets that offer what can be chosen, or write something of their own: nobody types a text into them. */
const CHOSEN = new Set(
  "switch select secret weekdays time deadline since cap headers statuses form duration number".split(" "),
);

const places = builtIns.flatMap(({ nodeType }) =>
  placesOf(nodeType.config).map((place) => ({ nodeType, ...place })),
);
const typed = places.filter(({ hints }) => !CHOSEN.has(hints.widget ?? ""));
const of = (is: (place: (typeof typed)[number]) => boolean) =>
  typed.filter(is).map((place) => [place.nodeType.type, place.path, place] as const);
const isComputedOnly = ({ hints }: Place) => hints.widget === "condition" || hints.widget === "expression";

const texts = of(({ hints }) => hints.template === true);
const fixed = of((place) => place.hints.template !== true && !isComputedOnly(place));
const computed = of(({ hints }) => hints.expression !== undefined);

function withAt(config: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (/^\d+$/.test(name)) {
    const list = Array.isArray(config) ? (config as readonly unknown[]) : [];
    return [withAt(list[0], rest, value), ...list.slice(1)];
  }
  const object = typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
  return { ...object, [name]: withAt(object[name], rest, value) };
}

/** What is said of a field that holds a value, behind a trigger. */
function saidOf(nodeType: NodeType, path: string, value: unknown) {
  const place = (id: string, type: string, config: unknown): FlowDocument["nodes"][number] => ({
    id,
    type,
    typeVersion: 1,
    name: id,
    config: config as FlowDocument["nodes"][number]["config"], // a config is JSON
    position: { x: 0, y: 0 },
  });
  const nodes = [
    place("start", "event-trigger", { eventType: "cart.updated" }),
    place("own", nodeType.type, withAt(nodeType.sample.config, path.split("."), value)),
  ];
  const edges = [{ from: { node: "start", port: "next" }, to: { node: "own" } }];
  return diagnose(check({ ...emptyDocument("test-flow", "Test"), nodes, edges }, nodeTypes)).filter(
    ({ node, field }) =>
      node === "own" &&
      (field === path || field?.startsWith(`${path}.`) === true || path.startsWith(`${field}.`)),
  );
}

const codes = (...args: Parameters<typeof saidOf>) => saidOf(...args).map(({ code }) => code);
/** What no sentence for people holds. */
const JARGON = /undefined|\$cel|Invalid input|expected \w+, received|Too (?:small|big)|\/\^/;

describe("every field of every node", () => {
  it("says what it takes: a widget that is known, and for typed text whether it is a template or an expression", () => {
    expect(places.filter(({ hints }) => hints.widget === undefined).map(({ path }) => path)).toEqual([
      // Lists, whose fields say it themselves.
      "escalate",
      "keep",
    ]);
    expect(texts.length).toBeGreaterThan(20);
    expect(fixed.length).toBeGreaterThan(10);
    expect(computed.length).toBeGreaterThan(10);
  });

  it.each(texts)("%s %s takes values in double braces", (_type, path, { nodeType, hints }) => {
    const start = hints.widget === "json" || !path.endsWith("rl") ? "" : "https://example.com/";
    for (const text of [
      "{{ trigger.subject }}",
      "for {{ trigger.data.name | default: 'you' }}",
      "{% if subject %}a{% endif %}",
    ])
      expect(saidOf(nodeType, path, `${start}${text}`)).toEqual([]);
  });

  it.each(texts)("%s %s tells what is no placeholder", (_type, path, { nodeType, hints }) => {
    const isAddress = path.endsWith("rl") && hints.widget !== "json";
    const told = (text: string) =>
      codes(nodeType, path, isAddress ? `https://example.com/${text}` : `x ${text}`);
    for (const text of [
      "{{ trigger.data.x",
      "{{ x }",
      "{% if x",
      "{% iff x %}{% endif %}",
      "{{ x | upcse }}",
      "{{ }}",
    ])
      expect(told(text), text).toContain("template-syntax");
    for (const text of ["{{ firstName }}", "{{ steps.gone.code }}", "{{ secrets.crm }}", "{{ profil.x }}"])
      expect(told(text), text).toContain("unknown-reference");
    for (const text of [
      "${trigger.data.x}",
      "{firstName}",
      "{ {x} }",
      "[[name]]",
      "*|FNAME|*",
      "<%= x %>",
      "x }}",
    ])
      expect(told(text), text).toContain("foreign-placeholder");
  });

  it.each(fixed)("%s %s tells placeholders that nobody fills in", (_type, path, { nodeType }) => {
    for (const text of ["{{ trigger.data.x }}", "a {{ b", "{% if x %}", "${x}", "{name}"]) {
      const told = codes(nodeType, path, text);
      expect(told.length, text).toBeGreaterThan(0);
    }
  });

  it.each(computed)("%s %s tells a text that is no expression", (_type, path, { nodeType }) => {
    for (const text of [
      "Hello Ada",
      "{{ trigger.data.x }}",
      "${trigger.data.x}",
      "hello",
      "ada@example.com",
      "trigger.data.x +",
    ]) {
      const said = saidOf(nodeType, path, { $cel: text });
      expect(said.filter(({ severity }) => severity === "error").length, text).toBeGreaterThan(0);
      for (const { message } of said) expect(message).not.toMatch(JARGON);
    }
    const [braces] = saidOf(nodeType, path, { $cel: "{{ trigger.data.x }}" });
    expect(braces?.message).toContain("without braces");
  });

  it.each(places.map((place) => [place.nodeType.type, place.path, place] as const))(
    "%s %s says what is wrong in words",
    (_type, path, { nodeType }) => {
      for (const value of [-1, 1e99, "", "?", [], {}, true, null, "x".repeat(200_000)])
        for (const { message } of saidOf(nodeType, path, value)) expect(message).not.toMatch(JARGON);
    },
  );
});

describe("a JSON body", () => {
  const http = nodeTypes.get("http-request@1") as NodeType; // built in

  it("has its texts read as templates, however deep, and its names as they are", () => {
    expect(codes(http, "body", { a: [{ b: "{{ firstName }}" }] })).toEqual(["unknown-reference"]);
    expect(codes(http, "body", { a: [{ b: "Hi {{ profile.firstName }}" }] })).toEqual([]);
    expect(codes(http, "body", { "{{ subject }}": 1 })).toEqual(["literal-braces"]);
  });

  it("that is broken is no text", () => {
    expect(codes(http, "body", '{ "a": 1, }')).toEqual(["broken-json"]);
    expect(codes(http, "body", "{{ subject }} came")).toEqual([]);
  });
});
