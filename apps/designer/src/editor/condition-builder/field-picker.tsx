import { Autocomplete, Group, Text } from "@mantine/core";
import type { ComboboxItem, OptionsFilter } from "@mantine/core";
import { useState } from "react";
import type { Variable } from "../../ui/schema-form/form-context.ts";
import { typeWord } from "../../ui/schema-form/type-word.ts";
import { selectAll } from "../../ui/select-all.ts";

interface FieldPickerProps {
  readonly value: string;
  readonly variables: readonly Variable[];
  readonly isReadOnly: boolean;
  readonly hasProblem: boolean;
  readonly onChange: (field: string) => void;
}

/** The field of a rule: on focus it lists everything in reach, and typing narrows the list. */
export function FieldPicker({ value, variables, isReadOnly, hasProblem, onChange }: FieldPickerProps) {
  const [isTyping, setIsTyping] = useState(false);
  const narrowed: OptionsFilter = ({ options, search }) =>
    isTyping
      ? options.filter((option) =>
          (option as ComboboxItem).value.toLowerCase().includes(search.trim().toLowerCase()),
        )
      : options;
  return (
    <Autocomplete
      size="xs"
      aria-label="Field"
      placeholder="Choose a field"
      classNames={{ input: "tl-mono" }}
      data={[...new Set(variables.map(({ path }) => path))]}
      filter={narrowed}
      value={value}
      readOnly={isReadOnly}
      error={hasProblem}
      comboboxProps={{ width: 280, position: "bottom-start" }}
      maxDropdownHeight={280}
      renderOption={({ option }) => <Choice path={option.value} variables={variables} />}
      onFocus={(event) => {
        setIsTyping(false);
        selectAll(event);
      }}
      onOptionSubmit={() => setIsTyping(false)}
      onChange={(field) => {
        setIsTyping(true);
        onChange(field);
      }}
    />
  );
}

function Choice({ path, variables }: { readonly path: string; readonly variables: readonly Variable[] }) {
  const variable = variables.find((known) => known.path === path);
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap" flex={1}>
      <Text component="span" size="xs" className="tl-mono" style={{ overflowWrap: "anywhere" }}>
        {path}
      </Text>
      <Text component="span" size="xs" c="dimmed" flex="none">
        {typeWord(variable?.type ?? "unknown")}
      </Text>
    </Group>
  );
}
