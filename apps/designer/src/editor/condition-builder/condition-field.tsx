// A condition, by rules or by text. Rules are stored as a tree; text as CEL. Going from rules to text keeps the meaning.
import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { rulesToCel } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { ExpressionInput } from "../../ui/schema-form/expression-input.tsx";
import { problemOf, useForm } from "../../ui/schema-form/form-context.ts";
import type { WidgetProps } from "../../ui/schema-form/form-context.ts";
import { expressionInWords } from "../../ui/drawing/expression-words.ts";
import { RuleGroupView } from "./rule-group-view.tsx";
import { sayProblem } from "../../ui/say.ts";
import { celToRules } from "./cel-to-rules.ts";
import { NEW_GROUP, readRules } from "./rule-tree.ts";
import "./condition-builder.css";

/** Edits a condition field of a config. */
export function ConditionField({ path, label, value, onChange }: WidgetProps) {
  const { variablesFor, problems, isReadOnly, isRevealed } = useForm();
  const { $cel: cel, $rules: rules } = (value ?? {}) as { readonly $cel?: string; readonly $rules?: unknown }; // by the field's schema
  const isText = typeof cel === "string";
  const variables = variablesFor(path);
  const asRules = isText ? celToRules(cel) : null;
  const words = isText ? "" : expressionInWords(value);
  return (
    <Stack gap="xs">
      {!isReadOnly && (
        <SegmentedControl
          size="xs"
          aria-label={`${label}: rules or text`}
          style={{ alignSelf: "flex-start" }}
          data={[
            { value: "rules", label: "Rules" },
            { value: "text", label: "Text" },
          ]}
          value={isText ? "text" : "rules"}
          onChange={(mode) => {
            if (mode === "text") onChange({ $cel: toCel(rules) });
            else if (asRules === null)
              sayProblem("Kept as text", "This text says more than rules can. Empty it to start with rules.");
            else onChange({ $rules: asRules });
          }}
        />
      )}
      {isText ? (
        <ExpressionInput
          label={label}
          value={cel}
          variables={variables}
          problem={problemOf(problems, path)}
          isReadOnly={isReadOnly}
          onChange={(text) => onChange({ $cel: text })}
        />
      ) : (
        <>
          <RuleGroupView
            // A condition that must be given starts with a rule to fill in; it is stored once something is.
            group={rules === undefined ? NEW_GROUP : readRules(rules)}
            variables={variables}
            isReadOnly={isReadOnly}
            label={label}
            saysProblems={isRevealed?.(path) ?? true}
            onChange={(next) => onChange({ $rules: next })}
          />
          {words !== "" && (
            <Group gap={4}>
              <Text size="xs" c="dimmed">
                {words}
              </Text>
            </Group>
          )}
        </>
      )}
    </Stack>
  );
}

function toCel(rules: unknown): string {
  const written = rulesToCel(readRules(rules) as unknown as Json); // a rule tree is JSON
  return written.ok && written.text !== "true" ? written.text : "";
}
