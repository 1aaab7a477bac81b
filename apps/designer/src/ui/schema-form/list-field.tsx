import { ActionIcon, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { JsonObject } from "@throughline/flow";
import { useState } from "react";
import { withDerivedPort } from "./derived-port.ts";
import { toFieldModel } from "./field-model.ts";
import { useForm } from "./form-context.ts";
import { at, useFormParts } from "./form-parts.ts";
import type { FieldProps } from "./form-parts.ts";

/** A list of values or of small forms: add, remove, reorder. */
export function ListField({ model, path, value, onChange }: FieldProps) {
  const { isReadOnly } = useForm();
  const { Field, SchemaForm } = useFormParts();
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const itemSchema = (model.schema["items"] ?? {}) as JsonObject; // JSON Schema says so
  const isObject = itemSchema["type"] === "object";
  const one = model.item ?? singular(model.title);
  // By place in the list; moving or removing an item makes all names the person's own.
  const [derived, setDerived] = useState<Readonly<Record<number, string | undefined>>>({});
  const least = Number(model.schema["minItems"] ?? 0);
  const put = (index: number, item: unknown): void =>
    onChange(items.map((old, i) => (i === index ? item : old)));
  const putObject = (index: number, next: Readonly<Record<string, unknown>>): void => {
    const before = (items[index] ?? {}) as Readonly<Record<string, unknown>>; // an item of a list of objects
    const changed = withDerivedPort(itemSchema, before, next, derived[index]);
    setDerived({ ...derived, [index]: changed.derived });
    put(index, changed.item);
  };
  const swap = (index: number, other: number): void => {
    setDerived({});
    const next = [...items];
    [next[index], next[other]] = [next[other], next[index]];
    onChange(next);
  };
  return (
    <Stack gap="xs">
      {items.map((item, index) => (
        <Paper
          key={index}
          withBorder
          p="sm"
          radius="md"
          bg="transparent"
          role="group"
          aria-label={`${one} ${index + 1}`}
        >
          <Group justify="space-between" mb={isObject ? 6 : 0} gap={4}>
            <Text size="xs" fw={600} c="dimmed">
              {one} {index + 1}
            </Text>
            {!isReadOnly && (
              <Group gap={2}>
                <Mover
                  label={`Move ${one} ${index + 1} up`}
                  isUp
                  isDisabled={index === 0}
                  onClick={() => swap(index, index - 1)}
                />
                <Mover
                  label={`Move ${one} ${index + 1} down`}
                  isDisabled={index === items.length - 1}
                  onClick={() => swap(index, index + 1)}
                />
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  disabled={items.length <= least}
                  aria-label={`Remove ${one} ${index + 1}`}
                  onClick={() => {
                    setDerived({});
                    onChange(items.length === 1 ? undefined : items.filter((_, i) => i !== index));
                  }}
                >
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
              </Group>
            )}
          </Group>
          {isObject ? (
            <SchemaForm
              schema={itemSchema}
              value={(item ?? {}) as Readonly<Record<string, unknown>>}
              path={at(path, String(index))}
              onChange={(next) => putObject(index, next)}
            />
          ) : (
            <Field
              model={toFieldModel(one, itemSchema)}
              path={at(path, String(index))}
              isRequired
              value={item}
              onChange={(next) => put(index, next ?? "")}
            />
          )}
        </Paper>
      ))}
      {!isReadOnly && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...items, isObject ? {} : ""])}
          style={{ alignSelf: "flex-start" }}
        >
          Add {one.toLowerCase()}
        </Button>
      )}
    </Stack>
  );
}

function Mover({
  label,
  isUp = false,
  isDisabled,
  onClick,
}: {
  readonly label: string;
  readonly isUp?: boolean;
  readonly isDisabled: boolean;
  readonly onClick: () => void;
}) {
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      disabled={isDisabled}
      aria-label={label}
      onClick={onClick}
    >
      {isUp ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />}
    </ActionIcon>
  );
}

function singular(title: string): string {
  return title.endsWith("ches") ? title.slice(0, -2) : title.endsWith("s") ? title.slice(0, -1) : title;
}
