import { documentRule } from "../rule.ts";

/** A flow that nothing starts. */
export const noTrigger = documentRule(({ nodes }) => {
  if (nodes.some(({ nodeType }) => nodeType.instruction === "trigger")) return [];
  const message = "Nothing starts this flow: add a node from Triggers.";
  return [{ severity: "error", code: "no-trigger", message }];
});
