// Everything about the selected node.
import { Alert, Code, Divider, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { nodeTypeKey } from "@throughline/flow";
import type { DocumentNode, NodeType } from "@throughline/flow";
import { useState } from "react";
import { categoryColour } from "../../ui/category-colour.ts";
import { portsOfNode } from "../../ui/drawing/ports.ts";
import { GrowingTextarea } from "../../ui/growing-textarea.tsx";
import { WithCode } from "../../ui/with-code.tsx";
import { useLater } from "../../ui/use-later.ts";
import { Icon } from "../../ui/icon.tsx";
import { SetDurationInput } from "../../ui/schema-form/duration-input.tsx";
import { FormContext } from "../../ui/schema-form/form-context.ts";
import { SchemaForm } from "../../ui/schema-form/schema-form.tsx";
import "../../ui/schema-form/schema-form.css";
import type { NodeChanges } from "../commands/set-node.ts";
import { followName } from "../follow-name.ts";
import { PreviewButton } from "../preview/preview-button.tsx";
import { useEditor, useEditorStore } from "../use-editor.ts";
import type { Revealed } from "./shown-problems.ts";
import { useSurroundings } from "./use-surroundings.ts";

interface NodePanelProps {
  readonly node: DocumentNode;
  readonly revealed: Revealed;
  readonly onLeave: (node: string, field: string) => void;
}

/**
 * The panel of one node: its form, name, note and what to do when it fails. Which node was chosen is shown at once, what is
 * to be filled in right after.
 */
export function NodePanel({ node, revealed, onLeave }: NodePanelProps) {
  const store = useEditorStore();
  const nodeType = useEditor((state) => state.nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)));
  const isDue = useLater();
  const surroundings = useSurroundings(node, nodeType, revealed, onLeave);
  const change = (changes: NodeChanges, what: string): void => {
    const before = portsOfNode(node, nodeType);
    const after = portsOfNode({ ...node, ...withoutUndefined(changes) }, nodeType);
    store
      .getState()
      .run("set-node", { id: node.id, changes, ports: { before, after } }, { merge: `${node.id} ${what}` });
  };
  if (nodeType === undefined) {
    return (
      <Alert color="red" variant="light" title="Unknown node">
        This drawing uses <Code>{`${node.type} version ${node.typeVersion}`}</Code>, which is not installed
        here. Ask whoever runs Throughline to add it, or delete the node.
      </Alert>
    );
  }
  const hasForm = Object.keys((nodeType.config["properties"] ?? {}) as object).length > 0;
  return (
    <FormContext value={surroundings}>
      <Stack gap="md">
        <PanelHead
          node={node}
          nodeType={nodeType}
          isReadOnly={surroundings.isReadOnly}
          onRename={(name) => change({ name }, "name")}
          onRenamed={() => followName(store, node.id)}
        />
        {isDue && (
          <>
            <PreviewButton node={node.id} nodeType={nodeType} />
            {hasForm ? (
              <SchemaForm
                schema={nodeType.config}
                value={node.config}
                onChange={(config) =>
                  change({ config: config as DocumentNode["config"] }, changedField(node.config, config))
                }
              />
            ) : (
              <Text size="sm" c="dimmed">
                Nothing to fill in here.
              </Text>
            )}
            <Divider />
            <Behaviour
              node={node}
              nodeType={nodeType}
              isReadOnly={surroundings.isReadOnly}
              onChange={change}
            />
            {nodeType.docs !== undefined && (
              <Text size="xs" c="dimmed" style={{ whiteSpace: "pre-wrap" }}>
                <WithCode text={nodeType.docs} />
              </Text>
            )}
          </>
        )}
      </Stack>
    </FormContext>
  );
}

interface HeadProps {
  readonly node: DocumentNode;
  readonly nodeType: NodeType;
  readonly isReadOnly: boolean;
  readonly onRename: (name: string) => void;
  /** The name is as it is to be. */
  readonly onRenamed: () => void;
}

function PanelHead({ node, nodeType, isReadOnly, onRename, onRenamed }: HeadProps) {
  const [draft, setName] = useState<string | null>(null);
  const name = draft ?? node.name;
  const colour = categoryColour(nodeType.category);
  const inExpressions = nameInExpressions(node, nodeType);
  return (
    <div>
      <Group gap="sm" wrap="nowrap" mb="sm" align="flex-start">
        <span className="tl-step-icon" style={{ color: colour.strong, background: colour.soft }}>
          <Icon name={nodeType.icon} />
        </span>
        <div>
          <Text size="sm" fw={600}>
            {nodeType.title}
          </Text>
          <Text size="xs" c="dimmed">
            {nodeType.description}
          </Text>
        </div>
      </Group>
      <TextInput
        label="Name"
        value={name}
        maxLength={120}
        readOnly={isReadOnly}
        onChange={(event) => {
          setName(event.currentTarget.value);
          if (event.currentTarget.value.trim() !== "") onRename(event.currentTarget.value);
        }}
        onBlur={() => {
          if (draft !== null) onRenamed();
          setName(null);
        }}
        description={
          inExpressions === null ? undefined : (
            <>
              In expressions it is <Code>{inExpressions}</Code>
            </>
          )
        }
        inputWrapperOrder={["label", "input", "description", "error"]}
      />
    </div>
  );
}

/** How later nodes refer to what this one gives; null where nothing follows. */
function nameInExpressions(node: DocumentNode, { instruction }: NodeType): string | null {
  if (instruction === "end") return null;
  return instruction === "trigger" ? "trigger" : `steps.${node.id}`;
}

interface BehaviourProps {
  readonly node: DocumentNode;
  readonly nodeType: NodeType;
  readonly isReadOnly: boolean;
  readonly onChange: (changes: NodeChanges, what: string) => void;
}

function Behaviour({ node, nodeType, isReadOnly, onChange }: BehaviourProps) {
  return (
    <Stack gap="md">
      <GrowingTextarea
        label="Note"
        minRows={1}
        maxRows={6}
        maxLength={2000}
        placeholder="For your colleagues; changes nothing"
        readOnly={isReadOnly}
        value={node.note ?? ""}
        onChange={(event) =>
          onChange({ note: event.currentTarget.value === "" ? undefined : event.currentTarget.value }, "note")
        }
      />
      {nodeType.instruction === "run" && (
        <>
          <Select
            label="When it fails for good"
            allowDeselect={false}
            readOnly={isReadOnly}
            data={[
              { value: "park", label: "Stop here and wait for repair" },
              { value: "port", label: "Go on by the port “failed”" },
            ]}
            value={node.onFailure ?? "park"}
            onChange={(next) => onChange({ onFailure: next === "port" ? "port" : undefined }, "onFailure")}
          />
          {nodeType.mayBeUnsure === true && (
            <Select
              label="When it is unclear whether it was sent"
              description="After a crash in the very moment of sending."
              allowDeselect={false}
              readOnly={isReadOnly}
              data={[
                { value: "resend", label: "Send again: at least once" },
                { value: "park", label: "Stop and ask: at most once" },
              ]}
              value={node.unsure ?? "resend"}
              onChange={(next) => onChange({ unsure: next === "park" ? "park" : undefined }, "unsure")}
            />
          )}
          <Retry node={node} nodeType={nodeType} isReadOnly={isReadOnly} onChange={onChange} />
        </>
      )}
    </Stack>
  );
}

function Retry({ node, nodeType, isReadOnly, onChange }: BehaviourProps) {
  const usual = nodeType.retry ?? { attempts: 5, every: "PT1S" };
  const attempts = String(node.retry?.attempts ?? usual.attempts);
  return (
    <div role="group" aria-label="Retries">
      <Select
        label="Tries"
        allowDeselect={false}
        readOnly={isReadOnly}
        data={[...new Set(["1", "2", "3", "5", "10", "20", "50", attempts])].toSorted(
          (a, b) => Number(a) - Number(b),
        )}
        value={attempts}
        onChange={(next) =>
          onChange(
            { retry: { ...usual, ...node.retry, attempts: Number(next) } as DocumentNode["retry"] },
            "retry",
          )
        }
      />
      {Number(attempts) > 1 && (
        <>
          <Text size="sm" fw={500} mt="xs" mb={2}>
            First pause
          </Text>
          <SetDurationInput
            label="First pause"
            value={node.retry?.every ?? usual.every}
            onChange={(every) =>
              onChange(
                {
                  retry: {
                    ...usual,
                    ...node.retry,
                    attempts: Number(attempts),
                    every,
                  } as DocumentNode["retry"],
                },
                "retry",
              )
            }
          />
        </>
      )}
    </div>
  );
}

function changedField(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .join();
}

function withoutUndefined(changes: NodeChanges): Partial<DocumentNode> {
  return Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  ) as Partial<DocumentNode>; // as typed
}
