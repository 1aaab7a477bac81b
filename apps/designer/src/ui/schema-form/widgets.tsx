// The widgets for literal values, one per kind.
import { Autocomplete, MultiSelect, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { isKeptNumber } from "@throughline/flow";
import { lazy, Suspense, useState } from "react";
import type { ComponentType } from "react";
import { DurationInput } from "./duration-input.tsx";
import { DeadlineInput } from "./deadline-input.tsx";
import { SinceInput } from "./since-input.tsx";
import type { FieldProps } from "./form-parts.ts";
import type { FieldKind } from "./field-model.ts";
import { problemOf, useForm } from "./form-context.ts";
import { FormBuilder } from "./form-builder.tsx";
import { readTypedJson, writeTypedJson } from "./typed-json.ts";
import type { Variable } from "./form-context.ts";
import { VariablePicker } from "./variable-picker.tsx";
import { GrowingTextarea } from "../growing-textarea.tsx";
import { selectAll } from "../select-all.ts";
import { toText } from "../to-text.ts";

const CodeInput = lazy(async () => ({ default: (await import("./code-input.tsx")).CodeInput }));

/** The widget for each kind of field that holds a literal. */
export const literalWidgets = {
  text: TextWidget,
  textarea: TextWidget,
  code: CodeWidget,
  number: NumberWidget,
  switch: SwitchWidget,
  select: SelectWidget,
  duration: DurationWidget,
  deadline: DeadlineInput,
  since: SinceInput,
  time: TextWidget,
  weekdays: WeekdaysWidget,
  choice: ChoiceWidget,
  secret: SecretWidget,
  port: PortWidget,
  form: FormBuilder,
  json: JsonWidget,
} satisfies Record<
  Exclude<FieldKind, "list" | "object" | "condition" | "expression">,
  ComponentType<FieldProps>
>;

function useError(path: string): boolean {
  return problemOf(useForm().problems, path)?.severity === "error";
}

function TextWidget({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly, variablesFor } = useForm();
  const text = toText(value);
  const given = {
    "aria-label": model.title,
    placeholder: model.placeholder ?? "",
    value: text,
    readOnly: isReadOnly,
    error: useError(path),
    ...pickerFor(model, isReadOnly, variablesFor(path), (picked) => onChange(`${text}{{ ${picked} }}`)),
  };
  const set = (next: string): void => onChange(next === "" ? undefined : next);
  return model.kind === "textarea" ? (
    <GrowingTextarea
      {...given}
      minRows={3}
      maxRows={12}
      onChange={(event) => set(event.currentTarget.value)}
    />
  ) : (
    <TextInput {...given} onChange={(event) => set(event.currentTarget.value)} />
  );
}

function CodeWidget({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly, variablesFor } = useForm();
  const text = toText(value);
  return (
    <Suspense
      fallback={<GrowingTextarea aria-label={model.title} minRows={8} maxRows={24} value={text} readOnly />}
    >
      <CodeInput
        label={model.title}
        value={text}
        variables={variablesFor(path)}
        isReadOnly={isReadOnly}
        onChange={(next) => onChange(next === "" ? undefined : next)}
      />
    </Suspense>
  );
}

function NumberWidget({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly } = useForm();
  const { minimum, maximum, type } = model.schema;
  return (
    <NumberInput
      aria-label={model.title}
      placeholder={model.placeholder ?? ""}
      value={typeof value === "number" || (typeof value === "string" && isKeptNumber(value)) ? value : ""}
      readOnly={isReadOnly}
      error={useError(path)}
      allowDecimal={type !== "integer"}
      {...(typeof minimum === "number" && minimum > -1e14 ? { min: minimum } : {})}
      {...(typeof maximum === "number" && maximum < 1e14 ? { max: maximum } : {})}
      // A text: more digits than a number keeps. They stay, and the field says that it wants a number.
      onChange={(next) => onChange(typeof next === "number" || isKeptNumber(next) ? next : undefined)}
    />
  );
}

function SwitchWidget({ model, value, onChange }: FieldProps) {
  const { isReadOnly } = useForm();
  return (
    <Switch
      aria-label={model.title}
      checked={value === true}
      disabled={isReadOnly}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function SelectWidget({ model, path, value, isRequired, onChange }: FieldProps) {
  const { isReadOnly } = useForm();
  return (
    <Select
      aria-label={model.title}
      data={[...model.options]}
      value={toText(value) || null}
      readOnly={isReadOnly}
      clearable={!isRequired}
      allowDeselect={false}
      error={useError(path)}
      placeholder={model.placeholder ?? "Choose"}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

function DurationWidget({ model, value, onChange }: FieldProps) {
  return (
    <DurationInput
      label={model.title}
      value={typeof value === "string" ? value : undefined}
      onChange={onChange}
    />
  );
}

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function WeekdaysWidget({ model, value, onChange }: FieldProps) {
  const { isReadOnly } = useForm();
  return (
    <MultiSelect
      aria-label={model.title}
      data={weekdays.map((label, index) => ({ value: String(index + 1), label }))}
      value={Array.isArray(value) ? value.map(String) : []}
      readOnly={isReadOnly}
      placeholder="Every day"
      onChange={(days) =>
        onChange(days.length === 0 ? undefined : days.map(Number).toSorted((a, b) => a - b))
      }
    />
  );
}

function ChoiceWidget({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly, choices } = useForm();
  return (
    <Autocomplete
      aria-label={model.title}
      data={[...new Set(choices[model.source ?? ""])]}
      value={toText(value)}
      readOnly={isReadOnly}
      placeholder={model.placeholder ?? ""}
      error={useError(path)}
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}

function SecretWidget({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly, choices } = useForm();
  const name =
    typeof value === "object" && value !== null
      ? toText((value as { readonly $secret?: unknown }).$secret)
      : "";
  const names = choices["secret"] ?? [];
  return (
    <Select
      aria-label={model.title}
      data={[...new Set(name === "" ? names : [...names, name])]}
      value={name === "" ? null : name}
      readOnly={isReadOnly}
      searchable
      error={useError(path)}
      nothingFoundMessage="No such secret. Store it under Settings, Secrets."
      placeholder="Choose a secret"
      onChange={(next) => onChange(next === null ? undefined : { $secret: next })}
    />
  );
}

// A port has connections, so its name changes when typing is over and not at every letter.
function PortWidget({ model, path, value, onChange, onTyping }: FieldProps) {
  const { isReadOnly } = useForm();
  const stored = toText(value);
  const [draft, setDraft] = useState<string | null>(null);
  const [isNoName, setIsNoName] = useState(false);
  const isWrong = useError(path);
  const text = draft ?? stored;
  const type = (next: string | null): void => {
    setDraft(next);
    setIsNoName(false);
    onTyping?.(next !== null && next.trim() !== "");
  };
  const settle = (): void => {
    const word = toWord(text);
    // Left as it is typed, so that whoever typed it sees why it is none.
    if (word === "" && text.trim() !== "") return setIsNoName(true);
    type(null);
    if (word !== stored) onChange(word === "" ? undefined : word);
  };
  return (
    <TextInput
      aria-label={model.title}
      placeholder={model.placeholder ?? ""}
      value={text}
      readOnly={isReadOnly}
      error={
        isNoName
          ? `“${text.trim()}” has no letter a to z, so it cannot be the name of a way out.`
          : isWrong && draft === null
      }
      onChange={(event) => type(event.currentTarget.value)}
      // It may have been filled in from the event or the button.
      onFocus={selectAll}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
      }}
    />
  );
}

function toWord(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "")
    .slice(0, 63);
}

function JsonWidget({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly, variablesFor } = useForm();
  // What is typed is shown as typed, as long as it still says what is stored: undo changes the value under it.
  const [typed, setText] = useState("");
  const isCurrent = JSON.stringify(readTypedJson(typed)) === JSON.stringify(value);
  const text = isCurrent ? typed : writeTypedJson(value);
  const set = (next: string): void => {
    setText(next);
    onChange(readTypedJson(next));
  };
  return (
    <GrowingTextarea
      aria-label={model.title}
      minRows={1}
      maxRows={10}
      isCode
      value={text}
      readOnly={isReadOnly}
      placeholder={model.placeholder ?? "Text, a number, or JSON"}
      {...pickerFor(model, isReadOnly, variablesFor(path), (picked) => set(`${text}{{ ${picked} }}`))}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

/** The button at a text that offers the values it may hold. */
function pickerFor(
  { title, isTemplate }: FieldProps["model"],
  isReadOnly: boolean,
  variables: readonly Variable[],
  onPick: (path: string) => void,
) {
  return isTemplate && !isReadOnly
    ? {
        rightSectionPointerEvents: "auto" as const,
        rightSection: <VariablePicker label={title} variables={variables} onPick={onPick} />,
      }
    : {};
}
