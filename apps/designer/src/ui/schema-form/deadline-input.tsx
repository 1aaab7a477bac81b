import { MultiSelect, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { DurationInput } from "./duration-input.tsx";
import { ExpressionInput } from "./expression-input.tsx";
import type { FieldProps } from "./form-parts.ts";
import { problemOf, useForm } from "./form-context.ts";

type Mode = "after" | "until" | "at";
interface Rule {
  readonly until?: unknown;
  readonly offset?: string;
  readonly at?: string;
  readonly weekdays?: readonly number[];
}

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A deadline: after a while, at a date in the data, or at the next time of day. */
export function DeadlineInput({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly, variablesFor, problems } = useForm();
  const rule: Rule = typeof value === "object" && value !== null ? (value as Rule) : {};
  const mode: Mode = rule.until !== undefined ? "until" : rule.at !== undefined ? "at" : "after";
  const cel = (part: unknown): string => String((part as { readonly $cel?: string } | undefined)?.$cel ?? "");
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        fullWidth
        disabled={isReadOnly}
        aria-label={`${model.title}: kind`}
        data={[
          { value: "after", label: "After" },
          { value: "until", label: "On a date" },
          { value: "at", label: "At a time" },
        ]}
        value={mode}
        onChange={(next) =>
          onChange(
            next === "after"
              ? "PT1H"
              : next === "until"
                ? { until: { $cel: "trigger.data.date" } }
                : { at: "09:00" },
          )
        }
      />
      {mode === "after" && "$cel" in rule && (
        <ExpressionInput
          label={model.title}
          value={cel(rule)}
          variables={variablesFor(path)}
          problem={problemOf(problems, path)}
          isReadOnly={isReadOnly}
          onChange={(text) => onChange({ $cel: text })}
        />
      )}
      {mode === "after" && !("$cel" in rule) && (
        <DurationInput
          label={model.title}
          value={typeof value === "string" ? value : undefined}
          onChange={onChange}
        />
      )}
      {mode === "until" && (
        <>
          <ExpressionInput
            label={`${model.title}, date`}
            value={cel(rule.until)}
            placeholder="trigger.data.departsAt"
            variables={variablesFor(path)}
            problem={problemOf(problems, `${path}.until`)}
            isReadOnly={isReadOnly}
            onChange={(text) => onChange({ ...rule, until: { $cel: text } })}
          />
          <TextInput
            label="Earlier or later"
            description="-P1D is a day before that date, PT2H two hours after it."
            size="xs"
            readOnly={isReadOnly}
            value={rule.offset ?? ""}
            placeholder="-P1D"
            onChange={(event) => {
              const { offset: _old, ...rest } = rule;
              onChange(
                event.currentTarget.value === "" ? rest : { ...rest, offset: event.currentTarget.value },
              );
            }}
          />
        </>
      )}
      {mode === "at" && (
        <>
          <TextInput
            type="time"
            aria-label={`${model.title}, time of day`}
            readOnly={isReadOnly}
            value={rule.at ?? ""}
            onChange={(event) => onChange({ ...rule, at: event.currentTarget.value })}
          />
          <MultiSelect
            aria-label={`${model.title}, weekdays`}
            placeholder="Every day"
            readOnly={isReadOnly}
            data={days.map((label, index) => ({ value: String(index + 1), label }))}
            value={(rule.weekdays ?? []).map(String)}
            onChange={(chosen) => {
              const { weekdays: _old, ...rest } = rule;
              onChange(
                chosen.length === 0
                  ? rest
                  : { ...rest, weekdays: chosen.map(Number).toSorted((a, b) => a - b) },
              );
            }}
          />
        </>
      )}
    </Stack>
  );
}
