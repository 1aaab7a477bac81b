import { ActionIcon, Group, Input, Select, UnstyledButton } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { defaultWhenMissing } from "@throughline/flow";
import type { WhenMissing } from "@throughline/flow";
import { useState } from "react";
import type { Variable } from "../../ui/schema-form/form-context.ts";
import { FieldPicker } from "./field-picker.tsx";
import { Operands } from "./operands.tsx";
import { ruleProblems } from "./rule-problems.ts";
import { operatorsFor } from "./rule-tree.ts";
import type { Rule } from "./rule-tree.ts";

/** What a rule says about a value that is not there. */
const MISSING: readonly { readonly value: WhenMissing; readonly label: string }[] = [
  { value: "no", label: "if missing: does not hold" },
  { value: "yes", label: "if missing: holds" },
  { value: "error", label: "if missing: an error" },
];

interface RuleViewProps {
  readonly rule: Rule;
  readonly number: number;
  readonly variables: readonly Variable[];
  readonly isReadOnly: boolean;
  /** Says what is wrong also before a person has left the rule. */
  readonly saysProblems: boolean;
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
}

/** One comparison: a field, what is asked of it, and with what it is compared. */
export function RuleView({
  rule,
  number,
  variables,
  isReadOnly,
  saysProblems,
  onChange,
  onRemove,
}: RuleViewProps) {
  const [wasLeft, setWasLeft] = useState(false);
  const type = variables.find(({ path }) => path === rule.field)?.type ?? "unknown";
  const operators = operatorsFor(type);
  const takes = operators.find(({ name }) => name === rule.operator)?.takes ?? "one";
  const problems = saysProblems || wasLeft ? ruleProblems(rule, takes, variables) : [];
  const { value: _old, ...bare } = rule;
  return (
    <Group
      gap={6}
      wrap="nowrap"
      align="flex-start"
      role="group"
      aria-label={`Rule ${number}`}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setWasLeft(true);
      }}
    >
      <div className="tl-rule">
        <FieldPicker
          value={rule.field}
          variables={variables}
          isReadOnly={isReadOnly}
          hasProblem={problems.some(({ at }) => at === "field")}
          onChange={(field) => onChange({ ...rule, field })}
        />
        <Group gap={6} wrap="nowrap" mt={6}>
          <Select
            size="xs"
            w={116}
            flex="none"
            aria-label="Operator"
            data={operators.map(({ name, label }) => ({ value: name, label }))}
            value={rule.operator}
            readOnly={isReadOnly}
            allowDeselect={false}
            onChange={(operator) => {
              const next = operators.find(({ name }) => name === operator);
              if (next === undefined) return;
              const isSameShape = next.takes === takes;
              onChange({
                ...bare,
                operator: next.name,
                ...(next.takes === "none"
                  ? {}
                  : { value: isSameShape ? rule.value : next.takes === "two" ? ["", ""] : "" }),
              });
            }}
          />
          <Operands
            rule={rule}
            takes={takes}
            type={type}
            isReadOnly={isReadOnly}
            hasProblem={problems.some(({ at }) => at === "value")}
            onChange={onChange}
          />
        </Group>
        {takes !== "none" && rule.field.includes(".") && (
          <Select
            size="xs"
            mt={6}
            aria-label="If it is missing"
            data={MISSING}
            value={rule.missing ?? defaultWhenMissing(rule.operator)}
            readOnly={isReadOnly}
            allowDeselect={false}
            onChange={(missing) => onChange({ ...rule, missing: missing as WhenMissing })}
          />
        )}
        {problems.map(({ message, meant }) => (
          <Input.Error key={message} mt={4} role="status">
            {message}
            {meant !== undefined && (
              <>
                {" Did you mean "}
                <UnstyledButton
                  className="tl-meant"
                  disabled={isReadOnly}
                  onClick={() => onChange({ ...rule, field: meant })}
                >
                  {meant}
                </UnstyledButton>
                ?
              </>
            )}
          </Input.Error>
        ))}
      </div>
      {!isReadOnly && <Remove label={`Remove rule ${number}`} onClick={onRemove} />}
    </Group>
  );
}

/** Takes a rule or a group away. */
export function Remove({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <ActionIcon size="sm" mt={3} variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <IconTrash size={13} aria-hidden />
    </ActionIcon>
  );
}
