// What an operator can do with a step that needs repair.
import { Alert, Button, Checkbox, Group, JsonInput, Select, Stack, Text, TextInput } from "@mantine/core";
import type { Run, TrailEntry } from "@throughline/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { stepId, nodeTypeKey, parseJson } from "@throughline/flow";
import type { NodeTypes } from "@throughline/flow";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { portsOfNode } from "../ui/drawing/ports.ts";
import { sayDone } from "../ui/say.ts";
import { inputOf, repairTitles, toRepair } from "./repair.ts";
import { portInWords } from "./run-words.ts";
import type { Repair, RepairAction, RepairChoice } from "./repair.ts";

const actions = Object.entries(repairTitles).map(([value, label]) => ({
  value: value as RepairAction, // the table's own keys
  label,
}));

interface RepairFormProps {
  readonly run: Run;
  readonly entry: TrailEntry;
  readonly nodeTypes: NodeTypes;
}

/** Says what went wrong and offers every repair. */
export function RepairForm({ run, entry, nodeTypes }: RepairFormProps) {
  const client = useQueryClient();
  const node = run.document.nodes.find(({ id }) => id === entry.node);
  const ports =
    node === undefined ? [] : portsOfNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)));
  const titled = ports.map((port) => ({
    value: port,
    label: portInWords(run.document, nodeTypes, entry.node, port),
  }));
  const [choice, setChoice] = useState<RepairChoice>(() => ({
    action: "retry",
    port: ports[0] ?? null,
    output: "{}",
    input: null,
    target: null,
    outcome: "stopped",
  }));
  const [problem, setProblem] = useState<string | null>(null);
  const set = (changes: Partial<RepairChoice>): void => {
    setProblem(null);
    setChoice({ ...choice, ...changes });
  };
  const resolve = useMutation({
    mutationFn: (how: Repair) =>
      call("resolveRun", {
        params: { id: run.id },
        body: { step: stepId(entry), how },
      }),
    onSuccess: async () => {
      sayDone("The run goes on.");
      await client.invalidateQueries({ queryKey: ["run", run.id] });
    },
  });
  const repair = (): void => {
    const read = toRepair(choice);
    if (read.ok) resolve.mutate(read.how);
    else setProblem(read.problem);
  };
  const wrong = problem ?? (resolve.error === null ? null : toMessage(resolve.error));
  return (
    <Alert color="red" variant="light" title={`“${node?.name ?? entry.node}” needs repair`}>
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {entry.error?.message ?? run.parkReason ?? "The step could not finish."}
        </Text>
        <Select
          aria-label="Repair"
          data={[...actions]}
          value={choice.action}
          allowDeselect={false}
          onChange={(next) => set({ action: actions.find(({ value }) => value === next)?.value ?? "retry" })}
        />
        <Details run={run} entry={entry} nodeTypes={nodeTypes} ports={titled} choice={choice} set={set} />
        {wrong !== null && (
          <Text size="sm" c="red" role="alert">
            {wrong}
          </Text>
        )}
        <Group justify="flex-end">
          <Button size="sm" loading={resolve.isPending} onClick={repair}>
            Repair
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

interface DetailsProps {
  readonly run: Run;
  readonly entry: TrailEntry;
  readonly nodeTypes: NodeTypes;
  readonly ports: readonly { readonly value: string; readonly label: string }[];
  readonly choice: RepairChoice;
  readonly set: (changes: Partial<RepairChoice>) => void;
}

/** What the chosen repair needs to know besides. */
function Details({ run, entry, nodeTypes, ports, choice, set }: DetailsProps) {
  const { action } = choice;
  return (
    <>
      {(action === "retry" || action === "send-again") && (
        <Checkbox
          label="Change its input"
          checked={choice.input !== null}
          onChange={(event) =>
            set({ input: event.currentTarget.checked ? inputOf(entry, run.document, nodeTypes) : null })
          }
        />
      )}
      {(action === "retry" || action === "send-again") && choice.input !== null && (
        <JsonInput
          label="Input"
          description="In place of what the step was given, for this run only."
          autosize
          minRows={4}
          maxRows={16}
          classNames={{ input: "tl-mono" }}
          validationError="This is not JSON"
          value={choice.input}
          onChange={(input) => set({ input })}
        />
      )}
      {(action === "skip" || action === "set-output") && ports.length > 1 && (
        <Select
          label="Leave by"
          data={[...ports]}
          value={choice.port}
          allowDeselect={false}
          onChange={(port) => set({ port })}
        />
      )}
      {action === "set-output" && (
        <JsonInput
          label="Result"
          autosize
          minRows={3}
          formatOnBlur
          deserialize={parseJson}
          validationError="This is not JSON"
          value={choice.output}
          onChange={(output) => set({ output })}
        />
      )}
      {action === "go-to" && (
        <Select
          label="Node"
          searchable
          data={run.document.nodes
            .filter(({ id }) => id !== entry.node)
            .map(({ id, name }) => ({ value: id, label: name }))}
          value={choice.target}
          onChange={(target) => set({ target })}
        />
      )}
      {action === "exit" && (
        <TextInput
          label="Outcome"
          description="a-z, 0-9 and hyphens, such as given-up"
          value={choice.outcome}
          onChange={(event) => set({ outcome: event.currentTarget.value })}
        />
      )}
    </>
  );
}
