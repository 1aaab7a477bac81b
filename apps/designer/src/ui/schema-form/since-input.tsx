import { Select } from "@mantine/core";
import { DurationInput } from "./duration-input.tsx";
import type { FieldProps } from "./form-parts.ts";
import { useForm } from "./form-context.ts";

/** Since when a wait counts events. */
export function SinceInput({ model, value, onChange }: FieldProps) {
  const { isReadOnly } = useForm();
  const lookBack =
    typeof value === "object" && value !== null
      ? (value as { readonly lookBack?: string }).lookBack
      : undefined;
  const mode = lookBack === undefined ? (value === "step" ? "step" : "run") : "look-back";
  return (
    <>
      <Select
        aria-label={model.title}
        data={[
          { value: "run", label: "the run started" },
          { value: "step", label: "the step before began" },
          { value: "look-back", label: "a while before now" },
        ]}
        value={mode}
        readOnly={isReadOnly}
        allowDeselect={false}
        mb={mode === "look-back" ? "xs" : 0}
        onChange={(next) => onChange(next === "look-back" ? { lookBack: "P1D" } : (next ?? "run"))}
      />
      {mode === "look-back" && (
        <DurationInput
          label="Looking back"
          value={lookBack}
          onChange={(next) => onChange({ lookBack: next })}
        />
      )}
    </>
  );
}
