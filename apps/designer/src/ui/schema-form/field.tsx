import { ActionIcon, Group, Input, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { ExpressionInput } from "./expression-input.tsx";
import type { FieldModel } from "./field-model.ts";
import { problemOf, problemsOf, useForm } from "./form-context.ts";
import { ListField } from "./list-field.tsx";
import { useFormParts } from "./form-parts.ts";
import type { FieldProps } from "./form-parts.ts";
import { WithCode } from "../with-code.tsx";
import { SetButton } from "./set-button.tsx";
import { sentenceFor } from "./sentence-for.ts";
import { literalWidgets } from "./widgets.tsx";
import { WrittenMark, writtenAs } from "./written-mark.tsx";

// A single control carries the field's name itself; a group around it would say it twice.
const composite: ReadonlySet<FieldModel["kind"]> = new Set([
  "list",
  "object",
  "condition",
  "deadline",
  "since",
  "form",
]);

/** One field: label, help, the widget of its kind, and what is wrong with it. */
export function Field(props: FieldProps) {
  const { model, path, isRequired, value } = props;
  const { problems, focusPath, onLeave } = useForm();
  // What is typed and not stored yet is not missing.
  const [isTyping, setIsTyping] = useState(false);
  const said = new Set(
    problemsOf(problems, path)
      .filter(({ code }) => !isTyping || code !== "missing-config")
      .map((problem) => sentenceFor(model, value, problem)),
  );
  const written = writtenAs(model, takesBoth(model) && isComputed(value));
  const ref = useRef<HTMLDivElement>(null);
  const isWanted =
    focusPath !== null &&
    focusPath !== undefined &&
    (focusPath === path || focusPath.startsWith(`${path}.$`));
  useEffect(() => {
    if (isWanted)
      ref.current?.querySelector<HTMLElement>("input, textarea, button, [contenteditable]")?.focus();
  }, [isWanted]);
  const isEmptyGroup =
    value === undefined &&
    !isRequired &&
    (model.kind === "object" || model.kind === "condition" || model.kind === "deadline");
  return (
    <div
      ref={ref}
      {...(composite.has(model.kind) ? { role: "group", "aria-label": model.title } : {})}
      data-field={path}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) onLeave?.(path);
      }}
    >
      <Group justify="space-between" gap="xs" mb={4} mih={22} wrap="nowrap">
        <Text component="span" size="sm" fw={550}>
          {model.title}
          {isRequired && (
            <Text component="span" c="red" aria-hidden>
              {" "}
              *
            </Text>
          )}
          {written !== null && <WrittenMark written={written} />}
        </Text>
        <Side {...props} isEmptyGroup={isEmptyGroup} />
      </Group>
      {!isEmptyGroup && <Body {...props} onTyping={setIsTyping} />}
      {[...said].map((sentence) => (
        <Input.Error key={sentence} mt={4} role="status">
          {sentence}
        </Input.Error>
      ))}
      {model.description !== undefined && (
        <Text size="xs" c="dimmed" mt={4}>
          <WithCode text={model.description} />
        </Text>
      )}
    </div>
  );
}

function Side({
  model,
  value,
  isRequired,
  isEmptyGroup,
  onChange,
}: FieldProps & { readonly isEmptyGroup: boolean }): ReactNode {
  const { isReadOnly } = useForm();
  if (isReadOnly) return null;
  if (isEmptyGroup) return <SetButton title={model.title} onClick={() => onChange(startOf(model))} />;
  if (takesBoth(model)) {
    const isExpression = isComputed(value);
    return (
      <SegmentedControl
        size="xs"
        aria-label={`${model.title}: fixed value or expression`}
        data={[
          { value: "value", label: "Value" },
          { value: "expression", label: "Expression" },
        ]}
        value={isExpression ? "expression" : "value"}
        onChange={(mode) => onChange(mode === "expression" ? { $cel: nameIn(value) } : undefined)}
      />
    );
  }
  if (
    !isRequired &&
    value !== undefined &&
    ["object", "condition", "deadline", "duration", "form"].includes(model.kind)
  ) {
    return (
      <Tooltip label="Remove">
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={`Remove ${model.title}`}
          onClick={() => onChange(undefined)}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    );
  }
  return null;
}

function Body(props: FieldProps): ReactNode {
  const { model, path, value, onChange } = props;
  const { SchemaForm } = useFormParts();
  const { condition: Condition, variablesFor, problems, isReadOnly } = useForm();
  if (model.kind === "condition" && Condition !== undefined) {
    return <Condition path={path} label={model.title} value={value} onChange={onChange} />;
  }
  if (model.kind === "condition" || model.kind === "expression" || (takesBoth(model) && isComputed(value))) {
    return (
      <ExpressionInput
        label={model.title}
        value={celOf(value)}
        placeholder={(takesBoth(model) ? undefined : model.placeholder) ?? "e.g. trigger.data.total"}
        variables={variablesFor(path)}
        problem={problemOf(problems, path)}
        isReadOnly={isReadOnly}
        // An emptied expression stays one: without its mark the field would turn into a fixed value while one types.
        onChange={(text) => onChange(text === "" && !takesBoth(model) ? undefined : { $cel: text })}
      />
    );
  }
  if (model.kind === "list") return <ListField {...props} />;
  if (model.kind === "object") {
    return (
      <div className="tl-part">
        <SchemaForm
          schema={model.schema}
          value={(value ?? {}) as Readonly<Record<string, unknown>>}
          path={path}
          onChange={onChange}
        />
      </div>
    );
  }
  const Widget = literalWidgets[model.kind];
  return <Widget {...props} />;
}

function takesBoth(model: FieldModel): boolean {
  return model.expression !== undefined && model.kind !== "condition" && model.kind !== "expression";
}

function isComputed(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("$cel" in value || "$rules" in value);
}

/** The one name that a fixed value is, so that it need not be written twice. */
function nameIn(value: unknown): string {
  return typeof value === "string" ? (/^(?:\{\{ *)?([\w.]+)(?: *\}\})?$/.exec(value)?.[1] ?? "") : "";
}

function celOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const cel = (value as { readonly $cel?: unknown }).$cel;
  return typeof cel === "string" ? cel : "";
}

function startOf(model: FieldModel): unknown {
  if (model.kind === "condition")
    return { $rules: { combinator: "and", rules: [{ field: "", operator: "=", value: "" }] } };
  return model.kind === "deadline" ? "PT1H" : {};
}
