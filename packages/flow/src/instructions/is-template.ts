// Which fields hold texts with placeholders. Apart from the fields and their checks, as `ports.ts` is and for its reason.
import type { FieldHints, Instruction, NodeType } from "../node-type.ts";

/** Fields of an instruction that are always Liquid. */
export const TEMPLATE_FIELDS: Readonly<Record<Instruction, readonly string[]>> = {
  trigger: [],
  run: [],
  wait: [],
  split: [],
  task: ["queue", "title", "body"],
  end: [],
};

/** Whether text in a field of a node is Liquid. */
export function isTemplate(nodeType: NodeType, field: string, hints: FieldHints): boolean {
  return hints.template === true || TEMPLATE_FIELDS[nodeType.instruction].includes(field);
}
