// One line of CEL with completion of values and functions, help on the language, and the place of what is wrong.
import { Combobox, Group, Input, ScrollArea, Text, useCombobox } from "@mantine/core";
import type { Diagnostic } from "@throughline/flow";
import { useRef, useState } from "react";
import { GrowingTextarea } from "../growing-textarea.tsx";
import { completionsAt } from "./completions.ts";
import type { Variable } from "./form-context.ts";
import { HelpButton } from "./help-button.tsx";
import { VariablePicker } from "./variable-picker.tsx";

interface ExpressionInputProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly variables: readonly Variable[];
  readonly problem?: Diagnostic | undefined;
  readonly isReadOnly?: boolean;
  readonly onChange: (text: string) => void;
}

/** A text field for an expression. Typing part of a name offers what fits; the buttons list values and the whole language. */
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
  const [isHelping, setIsHelping] = useState(false);
  const found = isReadOnly ? [] : completionsAt(value, caret, variables);
  const insert = (text: string, over = 0, place = text.length): void => {
    const start = caret - over;
    onChange(value.slice(0, start) + text + value.slice(caret));
    setCaret(start + place);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(start + place, start + place);
    });
  };
  return (
    <>
      <Combobox
        store={combobox}
        onOptionSubmit={(shown) => {
          const chosen = found.find((one) => one.shown === shown);
          if (chosen !== undefined) insert(chosen.text, chosen.over, chosen.caret);
          combobox.closeDropdown();
        }}
        withinPortal
      >
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
                <Group gap={2} wrap="nowrap">
                  <VariablePicker label={label} variables={variables} onPick={insert} />
                  <HelpButton label={label} isOpen={isHelping} onOpen={setIsHelping} onPick={insert} />
                </Group>
              )
            }
            rightSectionWidth={isReadOnly ? undefined : 60}
            onKeyDown={(event) => {
              if (event.key !== "F1" || isReadOnly) return;
              event.preventDefault();
              setIsHelping(true);
            }}
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
              {found.map(({ shown, about, isFunction }) => (
                <Combobox.Option key={shown} value={shown}>
                  <Group
                    justify="space-between"
                    gap={isFunction ? 2 : "sm"}
                    wrap={isFunction ? "wrap" : "nowrap"}
                  >
                    <span className="tl-mono">{shown}</span>
                    <Text size="xs" c="dimmed" {...(isFunction ? { w: "100%" } : {})}>
                      {about}
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
