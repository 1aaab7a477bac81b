import { emptyDocument } from "@throughline/flow";
import type { DocumentNode, FlowDocument } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { createDocumentStore } from "./document-store.ts";
import { followName } from "./follow-name.ts";

const node = (id: string, name: string, config: DocumentNode["config"] = {}): DocumentNode => ({
  id,
  type: "delay",
  typeVersion: 1,
  name,
  config,
  position: { x: 0, y: 0 },
});
const flow = (...nodes: readonly DocumentNode[]): FlowDocument => ({
  ...emptyDocument("cart", "Cart"),
  nodes: [...nodes],
  edges:
    nodes.length < 2
      ? []
      : [{ from: { node: nodes[0]?.id ?? "", port: "next" }, to: { node: nodes[1]?.id ?? "" } }],
});
function rename(document: FlowDocument, id: string, name: string, wasPublished = false) {
  const store = createDocumentStore({ document, revision: 1, nodeTypes: new Map(), wasPublished });
  store.getState().select({ nodes: [id] });
  store.getState().run("set-node", { id, changes: { name } }, { merge: `${id} name` });
  followName(store, id);
  return store;
}
const idsOf = ({ nodes }: FlowDocument) => nodes.map(({ id }) => id);

describe("followName()", () => {
  it("gives a node the id that its name suggests; lines and selection follow, and it is one step of undo", () => {
    const document = flow(node("send_offer", "Send offer"), node("wait", "Wait"));
    const store = rename(document, "send_offer", "10 % für Übermorgen!");
    expect(idsOf(store.getState().document)).toEqual(["fur_ubermorgen", "wait"]);
    expect(store.getState().document.edges[0]?.from.node).toBe("fur_ubermorgen");
    expect(store.getState().selection.nodes).toEqual(["fur_ubermorgen"]);
    store.getState().undo();
    expect(store.getState().document).toBe(document);
  });

  it.each([
    ["an expression", { v: { $cel: "steps.wait.port == 'x'" } }],
    ["an expression with brackets", { v: { $cel: "steps['wait'].port" } }],
    ["a text", { v: "{{ steps.wait.port }}" }],
  ])("leaves an id that %s names", (_what, config) => {
    const store = rename(flow(node("wait", "Wait"), node("other", "Other", config)), "wait", "Half an hour");
    expect(idsOf(store.getState().document)).toEqual(["wait", "other"]);
  });

  it("leaves an id that runs may know", () => {
    expect(idsOf(rename(flow(node("wait", "Wait")), "wait", "Pause", true).getState().document)).toEqual([
      "wait",
    ]);
    const store = rename(flow(node("wait", "Wait")), "wait", "Wait");
    store.getState().setPublished({ version: 1, document: store.getState().document });
    store.getState().run("set-node", { id: "wait", changes: { name: "Pause" } });
    followName(store, "wait");
    expect(idsOf(store.getState().document)).toEqual(["wait"]);
  });

  it("leaves it where the name suggests none, or the same, and never takes another node's", () => {
    expect(idsOf(rename(flow(node("wait", "Wait")), "wait", "日本").getState().document)).toEqual(["wait"]);
    expect(idsOf(rename(flow(node("wait_2", "Wait")), "wait_2", "wait").getState().document)).toEqual([
      "wait_2",
    ]);
    const taken = flow(node("wait", "Wait"), node("pause", "Pause"));
    expect(idsOf(rename(taken, "wait", "Pause").getState().document)).toEqual(["pause_2", "pause"]);
  });
});
