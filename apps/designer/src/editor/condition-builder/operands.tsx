import { TextInput } from "@mantine/core";
import { toText } from "../../ui/to-text.ts";
import { parseOperand } from "./rule-tree.ts";
import type { Operator, Rule } from "./rule-tree.ts";

interface OperandsProps {
  readonly rule: Rule;
  readonly takes: Operator["takes"];
  readonly type: string;
  readonly isReadOnly: boolean;
  readonly hasProblem: boolean;
  readonly onChange: (rule: Rule) => void;
}

/** What a field is compared with: nothing, one value, two, or a list. */
export function Operands({ rule, takes, type, isReadOnly, hasProblem, onChange }: OperandsProps) {
  if (takes === "none") return null;
  if (takes === "two") {
    const [low, high] = Array.isArray(rule.value) ? (rule.value as readonly unknown[]) : ["", ""];
    return (
      <>
        <TextInput
          size="xs"
          error={hasProblem}
          aria-label="From"
          readOnly={isReadOnly}
          value={toText(low)}
          onChange={(event) =>
            onChange({ ...rule, value: [parseOperand(event.currentTarget.value, type), high] })
          }
        />
        <TextInput
          size="xs"
          error={hasProblem}
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
      error={hasProblem}
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
