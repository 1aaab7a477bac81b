import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../compile/compile.ts";
import { canonicalJson } from "../document/canonical-json.ts";
import type { DocumentNode, FlowDocument } from "../document/schema.ts";
import { documentFromText, testNodeTypes } from "../testing/index.ts";
import { check } from "./check.ts";
import { createChecker } from "./create-checker.ts";

const flow = documentFromText(`
  cart: event cart.updated if="event.data.total > 0" -> look
  look: do failed v=$trigger.data.total -> ordered, failed sorry
  ordered: wait order.placed/ordered if="event.data.total == steps.look.total" timeout=PT30M -> ordered done, timeout write
  write: do text="{{ profile.name }} {{ steps.look.code }}" v=$steps.ordered.port -> choose
  choose: if steps.write.sent==true -> yes done, else sorry
  sorry: do v=$steps.look.error.code -> lost
  lost: end lost
  done: end recovered
`);

type Edit = (document: FlowDocument) => FlowDocument;

function inNode(at: number, change: (node: DocumentNode) => DocumentNode): Edit {
  return (document) => ({
    ...document,
    nodes: document.nodes.map((node, index) => (index === at % document.nodes.length ? change(node) : node)),
  });
}

const at = fc.nat({ max: 30 });
const expressions = ["1 +", "trigger.data.x", "steps.look.code", "steps.nowhere.x", "profile.age > 3", "now"];
const config = fc.oneof(
  fc.constantFrom(...expressions).map(($cel) => ({ v: { $cel } })),
  fc.constantFrom("{{ steps.write.x }}", "{{ profile.x }}", "{% if", "plain").map((text) => ({ text })),
  fc.constantFrom({}, { outcome: "" }, { timeout: "PT1H" }, { timeout: "soon" }),
);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(at, config).map(([place, value]) => inNode(place, (node) => ({ ...node, config: value }))),
  fc
    .tuple(at, fc.constantFrom("First", "Ünder"))
    .map(([place, name]) => inNode(place, (node) => ({ ...node, name }))),
  fc
    .tuple(at, fc.constantFrom("test-do", "test-end", "test-wait", "gone"))
    .map(([place, type]) => inNode(place, (node) => ({ ...node, type }))),
  at.map((place) =>
    inNode(place, ({ onFailure, ...node }) => (onFailure === "port" ? node : { ...node, onFailure: "port" })),
  ),
  at.map((place) => (document: FlowDocument) => ({
    ...document,
    nodes: document.nodes.filter((_, index) => index !== place),
  })),
  at.map((place) => (document: FlowDocument) => ({
    ...document,
    edges: document.edges.filter((_, index) => index !== place),
  })),
  fc.tuple(at, at).map(([from, to]) => (document: FlowDocument) => {
    const [source, target] = [from, to].map(
      (index) => document.nodes[index % document.nodes.length]?.id ?? "a",
    );
    const edge = { from: { node: source ?? "a", port: "next" }, to: { node: target ?? "a" } };
    return { ...document, edges: [...document.edges, edge] };
  }),
  fc.constantFrom("UTC", "Europe/Berlin").map((timeZone) => (document: FlowDocument) => ({
    ...document,
    settings: { ...document.settings, timeZone },
  })),
  fc.constant<Edit>(() => flow),
);

describe("createChecker()", () => {
  it("finds after any edits what a first look finds", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        const checker = createChecker();
        let document = flow;
        for (const change of edits) {
          document = change(document);
          const again = compile(checker.check(document, testNodeTypes), { version: 12 });
          expect(again).toEqual(compile(check(structuredClone(document), testNodeTypes), { version: 12 }));
          if (again.ok) expect(again.bytes).toBe(new TextEncoder().encode(canonicalJson(again.plan)).length);
        }
      }),
      { numRuns: 80 },
    );
  });

  it("gives back the checked nodes that an edit does not concern", () => {
    const checker = createChecker();
    const before = checker.check(flow, testNodeTypes);
    const changes = [
      [inNode(3, (node) => ({ ...node, name: "Write" })), ["write"]],
      [inNode(1, ({ onFailure: _onFailure, ...node }) => node), ["look"]],
      [(document: FlowDocument) => ({ ...document, edges: document.edges.slice(1) }), []],
      [(document: FlowDocument) => ({ ...document, edges: document.edges.slice(2) }), ["ordered", "write"]],
    ] as const;
    for (const [change, ids] of changes) {
      const { nodes } = checker.check(change(flow), testNodeTypes);
      const fresh = nodes.filter((checked, index) => checked !== before.nodes[index]);
      expect(fresh.map(({ node }) => node.id)).toEqual(ids);
      checker.check(flow, testNodeTypes);
    }
  });
});
