import { ActionIcon, Badge, Button, Code, CopyButton, Group, Table, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { hooksQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";
import { HookDialog } from "./hook-dialog.tsx";
import type { Hook } from "./hook-form.ts";
import { Section } from "./section.tsx";

/** Addresses that other systems call. Closed until a secret is set. */
export function Hooks() {
  const client = useQueryClient();
  const query = useQuery(hooksQuery);
  const may = useMay();
  const [editing, setEditing] = useState<Hook | "new" | null>(null);
  const remove = async (key: string): Promise<void> => {
    try {
      await call("deleteHook", { params: { key } });
      sayDone("Deleted");
      await client.invalidateQueries({ queryKey: ["hooks"] });
    } catch (error) {
      sayProblem("Not deleted", toMessage(error));
    }
  };
  return (
    <Section
      about="Give this address to a system that calls you. Each call must carry a signature made with the secret; others are refused."
      action="New webhook"
      onAdd={may("putHook") ? () => setEditing("new") : undefined}
    >
      <Loaded query={query} describe={toMessage}>
        {(hooks) =>
          hooks.length === 0 ? (
            <EmptyState icon="webhook" title="No webhook yet">
              A webhook turns calls of another system into events that flows can wait for.
            </EmptyState>
          ) : (
            <div className="tl-card">
              <Table aria-label="Webhooks">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Address</Table.Th>
                    <Table.Th>Events</Table.Th>
                    <Table.Th>State</Table.Th>
                    <Table.Th>
                      <span className="tl-visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {hooks.map((hook) => (
                    <Table.Tr key={hook.key}>
                      <Table.Td>{hook.name}</Table.Td>
                      <Table.Td>
                        <Group gap={6} wrap="nowrap">
                          <Code>{hook.url}</Code>
                          <CopyAddress name={hook.name} url={hook.url} />
                        </Group>
                      </Table.Td>
                      <Table.Td className="tl-mono">{hook.eventType}</Table.Td>
                      <Table.Td>
                        {hook.state === "verified" ? (
                          <Badge>open to signed calls</Badge>
                        ) : (
                          <Badge color="yellow">closed: no secret</Badge>
                        )}
                      </Table.Td>
                      <Table.Td ta="right">
                        {may("putHook") && (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            aria-label={`Edit ${hook.name}`}
                            onClick={() => setEditing(hook)}
                          >
                            Edit
                          </Button>
                        )}
                        {may("deleteHook") && (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            color="red"
                            aria-label={`Delete ${hook.name}`}
                            onClick={() =>
                              askFirst({
                                title: `Delete “${hook.name}”?`,
                                text: `Calls to ${hook.url} are refused from now on, and its secret is gone.`,
                                confirm: "Delete webhook",
                                onConfirm: () => void remove(hook.key),
                              })
                            }
                          >
                            Delete
                          </Button>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )
        }
      </Loaded>
      {editing !== null && (
        <HookDialog
          hook={editing === "new" ? null : editing}
          taken={query.data?.map(({ key }) => key) ?? []}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

function CopyAddress({ name, url }: { readonly name: string; readonly url: string }) {
  return (
    <CopyButton value={url}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : "Copy the address"}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={`Copy the address of ${name}`}
            onClick={copy}
          >
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
