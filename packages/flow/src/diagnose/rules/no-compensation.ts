import { documentRule } from "../rule.ts";

/** A step that is to be undone on the way out: no run unwinds, so a drawing that counts on it must not be published. */
export const noCompensation = documentRule(({ document, nodes }) => {
  const ends = new Set(
    nodes
      .filter(({ nodeType, config }) => nodeType.instruction === "end" && config["compensate"] === true)
      .map(({ node }) => node.id),
  );
  return document.nodes
    .filter(({ id, compensate }) => compensate !== undefined || ends.has(id))
    .map(({ id, name }) => ({
      severity: "error",
      code: "no-compensation",
      message: `"${name}" asks for finished steps to be undone, which runs do not do: remove "compensate" and draw the undoing steps.`,
      node: id,
    }));
});
