import { toText } from "../../ui/to-text.ts";
import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { Variable } from "../../ui/schema-form/form-context.ts";
import { isGroup, operatorsFor, parseOperand } from "./rule-tree.ts";
import type { Rule, RuleGroup } from "./rule-tree.ts";

interface RuleGroupViewProps {
  readonly group: RuleGroup;
  readonly variables: readonly Variable[];
  readonly isReadOnly: boolean;
  readonly label: string;
  readonly depth?: number;
  readonly onChange: (group: RuleGroup) => void;
}

/** Rules that are all true, or of which one is; groups may hold groups. */
export function RuleGroupView({
  group,
  variables,
  isReadOnly,
  label,
  depth = 0,
  onChange,
}: RuleGroupViewProps) {
  const put = (index: number, item: Rule | RuleGroup): void =>
    onChange({ ...group, rules: group.rules.map((old, i) => (i === index ? item : old)) });
  const drop = (index: number): void =>
    onChange({ ...group, rules: group.rules.filter((_, i) => i !== index) });
  const firstField =
    variables.find(({ path }) => path.startsWith("event.data.") || path.startsWith("trigger.data."))?.path ??
    "";
  return (
    <Stack gap={8} className={depth === 0 ? "" : "tl-rule-group"} role="group" aria-label={label}>
      {group.rules.length > 1 && (
        <SegmentedControl
          size="xs"
          disabled={isReadOnly}
          style={{ alignSelf: "flex-start" }}
          aria-label={`${label}: all or any`}
          data={[
            { value: "and", label: "all of these" },
            { value: "or", label: "any of these" },
          ]}
          value={group.combinator}
          onChange={(next) => onChange({ ...group, combinator: next === "or" ? "or" : "and" })}
        />
      )}
      {group.rules.map((item, index) =>
        isGroup(item) ? (
          <Group key={index} gap={4} align="flex-start" wrap="nowrap">
            <RuleGroupView
              group={item}
              variables={variables}
              isReadOnly={isReadOnly}
              label={`${label}, group ${index + 1}`}
              depth={depth + 1}
              onChange={(next) => put(index, next)}
            />
            {!isReadOnly && <Remove label={`Remove group ${index + 1}`} onClick={() => drop(index)} />}
          </Group>
        ) : (
          <RuleView
            key={index}
            rule={item}
            number={index + 1}
            variables={variables}
            isReadOnly={isReadOnly}
            onChange={(next) => put(index, next)}
            onRemove={() => drop(index)}
          />
        ),
      )}
      {!isReadOnly && (
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={12} aria-hidden />}
            onClick={() =>
              onChange({ ...group, rules: [...group.rules, { field: firstField, operator: "=", value: "" }] })
            }
          >
            Rule
          </Button>
          {depth < 3 && group.rules.length > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() =>
                onChange({
                  ...group,
                  rules: [
                    ...group.rules,
                    {
                      combinator: group.combinator === "and" ? "or" : "and",
                      rules: [{ field: firstField, operator: "=", value: "" }],
                    },
                  ],
                })
              }
            >
              Group
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

interface RuleViewProps {
  readonly rule: Rule;
  readonly number: number;
  readonly variables: readonly Variable[];
  readonly isReadOnly: boolean;
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
}

function RuleView({ rule, number, variables, isReadOnly, onChange, onRemove }: RuleViewProps) {
  const type = variables.find(({ path }) => path === rule.field)?.type ?? "unknown";
  const operators = operatorsFor(type);
  const takes = operators.find(({ name }) => name === rule.operator)?.takes ?? "one";
  const { value: _old, ...bare } = rule;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" role="group" aria-label={`Rule ${number}`}>
      <div className="tl-rule">
        <Autocomplete
          size="xs"
          aria-label="Field"
          placeholder="trigger.data.total"
          classNames={{ input: "tl-mono" }}
          data={[...new Set(variables.map(({ path }) => path))]}
          value={rule.field}
          readOnly={isReadOnly}
          comboboxProps={{ width: 280, position: "bottom-start" }}
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
          <Operands rule={rule} takes={takes} type={type} isReadOnly={isReadOnly} onChange={onChange} />
        </Group>
      </div>
      {!isReadOnly && <Remove label={`Remove rule ${number}`} onClick={onRemove} />}
    </Group>
  );
}

interface OperandsProps {
  readonly rule: Rule;
  readonly takes: "one" | "two" | "list" | "none";
  readonly type: string;
  readonly isReadOnly: boolean;
  readonly onChange: (rule: Rule) => void;
}

function Operands({ rule, takes, type, isReadOnly, onChange }: OperandsProps) {
  if (takes === "none") return null;
  if (takes === "two") {
    const [low, high] = Array.isArray(rule.value) ? (rule.value as readonly unknown[]) : ["", ""];
    return (
      <>
        <TextInput
          size="xs"
          aria-label="From"
          readOnly={isReadOnly}
          value={toText(low)}
          onChange={(event) =>
            onChange({ ...rule, value: [parseOperand(event.currentTarget.value, type), high] })
          }
        />
        <TextInput
          size="xs"
          aria-label="To"
          readOnly={isReadOnly}
          value={toText(high)}
          onChange={(event) =>
            onChange({ ...rule, value: [low, parseOperand(event.currentTarget.value, type)] })
          }
        />
      </>
    );
  }
  return (
    <TextInput
      size="xs"
      flex={1}
      aria-label="Value"
      placeholder={takes === "list" ? "a, b, c" : type === "number" || type === "integer" ? "500" : "value"}
      readOnly={isReadOnly}
      value={Array.isArray(rule.value) ? rule.value.join(", ") : toText(rule.value)}
      onChange={(event) =>
        onChange({
          ...rule,
          value: takes === "list" ? event.currentTarget.value : parseOperand(event.currentTarget.value, type),
        })
      }
    />
  );
}

function Remove({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <ActionIcon size="sm" mt={3} variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <IconTrash size={13} aria-hidden />
    </ActionIcon>
  );
}
