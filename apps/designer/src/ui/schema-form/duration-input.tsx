import { Group, NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { DURATION_UNITS, splitDuration, writeDuration } from "../duration.ts";
import type { DurationUnit } from "../duration.ts";
import type { FieldProps } from "./form-parts.ts";
import { useForm } from "./form-context.ts";

interface DurationInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A count and a unit; writes ISO 8601. */
export function DurationInput({ label, value, onChange }: DurationInputProps) {
  const { isReadOnly } = useForm();
  const parts = value === undefined ? null : splitDuration(value);
  const [unit, setUnit] = useState<DurationUnit>(parts?.unit ?? "hours");
  const shown = parts?.unit ?? unit;
  const isUnit = (text: string | null): text is DurationUnit =>
    DURATION_UNITS.some((known) => known === text);
  return (
    <Group gap="xs" wrap="nowrap">
      <NumberInput
        aria-label={`${label}, count`}
        w={96}
        min={0}
        max={100_000}
        allowDecimal={false}
        readOnly={isReadOnly}
        value={parts?.count ?? ""}
        onChange={(count) => onChange(typeof count === "number" ? writeDuration(count, shown) : undefined)}
      />
      <Select
        aria-label={`${label}, unit`}
        flex={1}
        data={[...DURATION_UNITS]}
        value={shown}
        readOnly={isReadOnly}
        allowDeselect={false}
        onChange={(next) => {
          if (!isUnit(next)) return;
          setUnit(next);
          if (parts !== null) onChange(writeDuration(parts.count, next));
        }}
      />
    </Group>
  );
}

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
          onChange={(next) => onChange({ lookBack: next ?? "P1D" })}
        />
      )}
    </>
  );
}
