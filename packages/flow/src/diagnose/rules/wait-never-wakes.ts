import type { Rule } from "../rule.ts";

/** A wait with neither an event nor a deadline. */
export const waitNeverWakes: Rule = ({ nodes }) =>
  nodes
    .filter(({ nodeType, config }) => {
      const { events, timeout } = config;
      return (
        nodeType.instruction === "wait" &&
        timeout === undefined &&
        (!Array.isArray(events) || events.length === 0)
      );
    })
    .map(({ node }) => ({
      severity: "error",
      code: "wait-never-wakes",
      message: `"${node.name}" waits for nothing: give it an event or a time.`,
      node: node.id,
    }));
