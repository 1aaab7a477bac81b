import { documentRule } from "../rule.ts";

/** Two nodes with one id. */
export const duplicateId = documentRule(({ document }) => {
  const first = new Map<string, string>();
  return document.nodes.flatMap(({ id, name }) => {
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, name);
      return [];
    }
    const message = `"${name}" has the same id "${id}" as "${other}": give one of them another id.`;
    return [{ severity: "error", code: "duplicate-id", message, node: id }];
  });
});
