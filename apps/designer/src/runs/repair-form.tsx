// What an operator can do with a step that needs repair.
import { Alert, Button, Group, JsonInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { repairSchema } from "@throughline/contract";
import type { Run, TrailEntry } from "@throughline/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { nodeTypeKey } from "@throughline/flow";
import type { NodeTypes } from "@throughline/flow";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { portsOfNode } from "../ui/drawing/ports.ts";
import { sayDone } from "../ui/say.ts";

type Action = "retry" | "send-again" | "skip" | "set-output" | "go-to" | "exit";
const actions: readonly { readonly value: Action; readonly label: string }[] = [
  { value: "retry", label: "Try again" },
  { value: "skip", label: "Skip this step" },
  { value: "set-output", label: "Go on with a result I give" },
  { value: "go-to", label: "Go to another step" },
  { value: "send-again", label: "Send again, as a new effect" },
  { value: "exit", label: "End the run" },
];

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
  const [action, setAction] = useState<Action>("retry");
  const [port, setPort] = useState<string | null>(ports[0] ?? null);
  const [text, setText] = useState("{}");
  const [target, setTarget] = useState<string | null>(null);
  const [outcome, setOutcome] = useState("stopped");
  const resolve = useMutation({
    mutationFn: () => {
      const how = repairSchema.parse(toRepair({ action, port, text, target, outcome }));
      return call("resolveRun", {
        params: { id: run.id },
        body: { step: `${entry.node}.${entry.visit}`, how },
      });
    },
    onSuccess: async () => {
      sayDone("The run goes on.");
      await client.invalidateQueries({ queryKey: ["run", run.id] });
    },
  });
  return (
    <Alert color="red" variant="light" title={`“${node?.name ?? entry.node}” needs repair`}>
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {entry.error?.message ?? run.parkReason ?? "The step could not finish."}
        </Text>
        <Select
          aria-label="Repair"
          data={[...actions]}
          value={action}
          allowDeselect={false}
          onChange={(next) => setAction(actions.find(({ value }) => value === next)?.value ?? "retry")}
        />
        {(action === "skip" || action === "set-output") && ports.length > 1 && (
          <Select label="Leave by" data={[...ports]} value={port} allowDeselect={false} onChange={setPort} />
        )}
        {action === "set-output" && (
          <JsonInput
            label="Result"
            autosize
            minRows={3}
            formatOnBlur
            validationError="This is not JSON"
            value={text}
            onChange={setText}
          />
        )}
        {action === "go-to" && (
          <Select
            label="Step"
            searchable
            data={run.document.nodes
              .filter(({ id }) => id !== entry.node)
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={target}
            onChange={setTarget}
          />
        )}
        {action === "exit" && (
          <TextInput
            label="Outcome"
            value={outcome}
            onChange={(event) => setOutcome(event.currentTarget.value)}
          />
        )}
        {resolve.error !== null && (
          <Text size="sm" c="red" role="alert">
            {toMessage(resolve.error)}
          </Text>
        )}
        <Group justify="flex-end">
          <Button
            size="sm"
            loading={resolve.isPending}
            disabled={action === "go-to" && target === null}
            onClick={() => resolve.mutate()}
          >
            Repair
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

interface Choice {
  readonly action: Action;
  readonly port: string | null;
  readonly text: string;
  readonly target: string | null;
  readonly outcome: string;
}

function toRepair({ action, port, text, target, outcome }: Choice): unknown {
  switch (action) {
    case "retry":
    case "send-again":
      return { action };
    case "skip":
      return { action, ...(port === null ? {} : { port }) };
    case "set-output":
      return { action, output: JSON.parse(text) as unknown, ...(port === null ? {} : { port }) };
    case "go-to":
      return { action, node: target };
    case "exit":
      return { action, outcome };
  }
}
