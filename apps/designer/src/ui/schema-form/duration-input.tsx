import { Group, Input, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { DURATION_UNITS } from "../duration.ts";
import type { DurationUnit } from "../duration.ts";
import { useForm } from "./form-context.ts";
import {
  durationProblem,
  durationWarning,
  shownDuration,
  storedDuration,
  unitWord,
} from "./typed-duration.ts";
import type { TypedDuration } from "./typed-duration.ts";

interface DurationInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly hasError?: boolean;
  /** Called with ISO 8601, and with empty text while what is typed is no duration yet. */
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
}

/** A count and a unit; writes ISO 8601. What is typed stays as it is typed. */
export function DurationInput({ label, value, hasError = false, onChange, onBlur }: DurationInputProps) {
  const { isReadOnly } = useForm();
  const [typed, setTyped] = useState<TypedDuration>({ count: "", unit: "hours" });
  const shown = shownDuration(value, typed);
  const problem = durationProblem(shown);
  const warning = durationWarning(shown);
  const type = (next: TypedDuration): void => {
    setTyped(next);
    onChange(storedDuration(next));
  };
  const isUnit = (text: string | null): text is DurationUnit =>
    DURATION_UNITS.some((known) => known === text);
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          aria-label={`${label}, count`}
          w={96}
          inputMode="numeric"
          autoComplete="off"
          readOnly={isReadOnly}
          value={shown.count}
          error={problem !== null || hasError}
          onChange={(event) => type({ ...shown, count: event.currentTarget.value })}
          onBlur={onBlur}
        />
        <Select
          aria-label={`${label}, unit`}
          flex={1}
          data={DURATION_UNITS.map((unit) => ({ value: unit, label: unitWord(unit, shown.count) }))}
          value={shown.unit}
          readOnly={isReadOnly}
          allowDeselect={false}
          onChange={(next) => {
            if (isUnit(next)) type({ ...shown, unit: next });
          }}
        />
      </Group>
      {problem !== null && (
        <Input.Error mt={4} role="status">
          {problem}
        </Input.Error>
      )}
      {warning !== null && (
        <Text size="xs" mt={4} role="status" c="var(--tl-warn)">
          {warning}
        </Text>
      )}
    </div>
  );
}

/** A duration that a setting cannot be without: while another one is typed the old one stays, and comes back if none is. */
export function SetDurationInput({
  value,
  onChange,
  ...rest
}: Omit<DurationInputProps, "hasError" | "onBlur">) {
  const [isUnfinished, setIsUnfinished] = useState(false);
  return (
    <DurationInput
      {...rest}
      value={isUnfinished ? "" : value}
      onChange={(next) => {
        setIsUnfinished(next === "");
        if (next !== "") onChange(next);
      }}
      onBlur={() => setIsUnfinished(false)}
    />
  );
}
