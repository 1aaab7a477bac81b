// One line of CEL with completion of the values in reach, and the place of what is wrong.
import { Combobox, Group, Input, ScrollArea, Text, useCombobox } from "@mantine/core";
import type { Diagnostic } from "@throughline/flow";
import { useRef, useState } from "react";
import { GrowingTextarea } from "../growing-textarea.tsx";
import { VariablePicker } from "./variable-picker.tsx";
import type { Variable } from "./form-context.ts";
import { typeWord } from "./type-word.ts";

interface ExpressionInputProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly variables: readonly Variable[];
  readonly problem?: Diagnostic | undefined;
  readonly isReadOnly?: boolean;
  readonly onChange: (text: string) => void;
}

/** A text field for an expression. Typing part of a name offers what fits; the button lists everything. */
export function ExpressionInput({
  label,
  value,
  placeholder,
  variables,
  problem,
  isReadOnly = false,
  onChange,
}: ExpressionInputProps) {
  const combobox = useCombobox();
  const input = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(value.length);
  const word = wordBefore(value, caret);
  const found =
    word.length < 2
      ? []
      : variables
          .filter(({ path }) => path.toLowerCase().includes(word.toLowerCase()) && path !== word)
          .slice(0, 8);
  const insert = (path: string, over: string): void => {
    const start = caret - over.length;
    const next = value.slice(0, start) + path + value.slice(caret);
    onChange(next);
    setCaret(start + path.length);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(start + path.length, start + path.length);
    });
  };
  return (
    <>
      <Combobox store={combobox} onOptionSubmit={(path) => insert(path, word)} withinPortal>
        <Combobox.Target>
          <GrowingTextarea
            ref={input}
            aria-label={`${label} expression`}
            minRows={1}
            maxRows={6}
            size="sm"
            isCode
            placeholder={placeholder ?? ""}
            value={value}
            readOnly={isReadOnly}
            error={problem !== undefined && problem.severity === "error"}
            spellCheck={false}
            rightSectionPointerEvents="auto"
            rightSection={
              isReadOnly ? null : (
                <VariablePicker label={label} variables={variables} onPick={(path) => insert(path, "")} />
              )
            }
            onChange={(event) => {
              onChange(event.currentTarget.value.replaceAll("\n", " "));
              setCaret(event.currentTarget.selectionStart);
              combobox.openDropdown();
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={found.length === 0}>
          <Combobox.Options>
            <ScrollArea.Autosize mah={220}>
              {found.map(({ path, type, group }) => (
                <Combobox.Option key={path} value={path}>
                  <Group justify="space-between" gap="sm" wrap="nowrap">
                    <span className="tl-mono">{path}</span>
                    <Text size="xs" c="dimmed">
                      {group} · {typeWord(type)}
                    </Text>
                  </Group>
                </Combobox.Option>
              ))}
            </ScrollArea.Autosize>
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {problem?.offset !== undefined && (
        <Place text={value} offset={problem.offset} end={problem.endOffset} />
      )}
    </>
  );
}

function Place({
  text,
  offset,
  end,
}: {
  readonly text: string;
  readonly offset: number;
  readonly end: number | undefined;
}) {
  const start = Math.min(offset, text.length);
  const until = Math.max(start + 1, Math.min(end ?? start + 1, text.length));
  return (
    <Input.Description component="div" mt={4} aria-label={`At character ${start + 1}`}>
      <code className="tl-expression-place">
        {text.slice(Math.max(0, start - 24), start)}
        <mark>{text.slice(start, until) || " "}</mark>
        {text.slice(until, until + 24)}
      </code>
    </Input.Description>
  );
}

/** The name that ends at the caret: letters, digits, underscores and dots. */
function wordBefore(text: string, caret: number): string {
  return /[A-Za-z_][\w.]*$/.exec(text.slice(0, caret))?.[0] ?? "";
}
