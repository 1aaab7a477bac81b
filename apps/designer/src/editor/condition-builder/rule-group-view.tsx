import { Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Variable } from "../../ui/schema-form/form-context.ts";
import { EMPTY_RULE, isGroup } from "./rule-tree.ts";
import type { Rule, RuleGroup } from "./rule-tree.ts";
import { Remove, RuleView } from "./rule-view.tsx";

interface RuleGroupViewProps {
  readonly group: RuleGroup;
  readonly variables: readonly Variable[];
  readonly isReadOnly: boolean;
  readonly label: string;
  /** Says what is wrong with a rule also before a person has left it. */
  readonly saysProblems: boolean;
  readonly depth?: number;
  readonly onChange: (group: RuleGroup) => void;
}

/** Rules that are all true, or of which one is; groups may hold groups. */
export function RuleGroupView({
  group,
  variables,
  isReadOnly,
  label,
  saysProblems,
  depth = 0,
  onChange,
}: RuleGroupViewProps) {
  const put = (index: number, item: Rule | RuleGroup): void =>
    onChange({ ...group, rules: group.rules.map((old, i) => (i === index ? item : old)) });
  const drop = (index: number): void =>
    onChange({ ...group, rules: group.rules.filter((_, i) => i !== index) });
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
              saysProblems={saysProblems}
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
            saysProblems={saysProblems}
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
            onClick={() => onChange({ ...group, rules: [...group.rules, EMPTY_RULE] })}
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
                      rules: [EMPTY_RULE],
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
