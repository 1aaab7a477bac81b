import { nodeRule } from "../rule.ts";

/** A wait with neither an event nor a deadline. */
export const waitNeverWakes = nodeRule(({ node, nodeType, config }) => {
  const { events, timeout } = config;
  const wakes = timeout !== undefined || (Array.isArray(events) && events.length > 0);
  if (nodeType.instruction !== "wait" || wakes) return [];
  const message = `"${node.name}" waits for nothing: give it an event or a time.`;
  return [{ severity: "error", code: "wait-never-wakes", message, node: node.id }];
});
