// Says beside a field's name what becomes of what one writes there.
import { Tooltip, VisuallyHidden } from "@mantine/core";
import type { FieldModel } from "./field-model.ts";

/** What a field does with its text. */
type Written = "fixed" | "template" | "expression";

const MARKS: Readonly<Record<Written, { readonly sign: string; readonly says: string }>> = {
  fixed: { sign: "Aa", says: "Fixed text: used exactly as it is written." },
  template: {
    sign: "{{ }}",
    says: "Text with values: what stands in double braces is filled in, as in {{ profile.firstName }}.",
  },
  expression: {
    sign: "ƒx",
    says: "Expression: computed when the run comes here. Names without braces, as in trigger.data.total.",
  },
};

const TYPED: ReadonlySet<FieldModel["kind"]> = new Set([
  "text",
  "textarea",
  "code",
  "choice",
  "port",
  "json",
]);

/** What is written into a field now; null for fields in which one chooses, counts or builds. */
export function writtenAs(model: FieldModel, isComputed: boolean): Written | null {
  if (isComputed || model.kind === "expression") return "expression";
  if (!TYPED.has(model.kind)) return null;
  return model.isTemplate ? "template" : "fixed";
}

/** The sign of it, with words for those who ask and those who listen. */
export function WrittenMark({ written }: { readonly written: Written }) {
  const { sign, says } = MARKS[written];
  return (
    <Tooltip label={says} multiline maw={280}>
      <span className="tl-written" data-written={written}>
        <span aria-hidden>{sign}</span>
        <VisuallyHidden>{says}</VisuallyHidden>
      </span>
    </Tooltip>
  );
}
