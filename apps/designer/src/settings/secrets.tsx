import { Badge, Button, PasswordInput, Table, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import type { Answer } from "../api/client.ts";
import { secretsQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";
import { When } from "../ui/when.tsx";
import { checkSecretForm } from "./secret-form.ts";
import type { SecretForm } from "./secret-form.ts";
import { FormDialog, Section } from "./section.tsx";
import { useMarked } from "./use-marked.ts";

type Secret = Answer<"listSecrets">["items"][number];

/** Secrets by name; values go in and never come out. */
export function Secrets() {
  const client = useQueryClient();
  const query = useQuery(secretsQuery);
  const may = useMay();
  const [editing, setEditing] = useState<Secret | "new" | null>(null);
  const remove = async (key: string): Promise<void> => {
    try {
      await call("deleteSecret", { params: { key } });
      sayDone("Deleted");
      await client.invalidateQueries({ queryKey: ["secrets"] });
    } catch (error) {
      sayProblem("Not deleted", toMessage(error));
    }
  };
  return (
    <Section
      about="Nodes name a secret; its value is read only at the moment it is sent, and only to the hosts listed. A secret without hosts can be used nowhere. Values cannot be read back."
      action="New secret"
      onAdd={may("putSecret") ? () => setEditing("new") : undefined}
    >
      <Loaded query={query} describe={toMessage}>
        {(secrets) =>
          secrets.length === 0 ? (
            <EmptyState icon="database" title="No secret yet">
              Store a supplier's token or a signing key here, then choose it in a node.
            </EmptyState>
          ) : (
            <div className="tl-card">
              <Table aria-label="Secrets">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Hosts</Table.Th>
                    <Table.Th>Version</Table.Th>
                    <Table.Th>Changed</Table.Th>
                    <Table.Th>
                      <span className="tl-visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {secrets.map((secret) => (
                    <Table.Tr key={secret.name}>
                      <Table.Td className="tl-mono">{secret.name}</Table.Td>
                      <Table.Td>
                        {secret.hosts.length === 0 ? (
                          <Badge color="yellow">none: usable nowhere</Badge>
                        ) : (
                          secret.hosts.join(", ")
                        )}
                      </Table.Td>
                      <Table.Td>{secret.version}</Table.Td>
                      <Table.Td>
                        <When at={secret.updatedAt} /> by {secret.updatedBy}
                      </Table.Td>
                      <Table.Td ta="right">
                        {may("putSecret") && (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            aria-label={`Replace ${secret.name}`}
                            onClick={() => setEditing(secret)}
                          >
                            Replace
                          </Button>
                        )}
                        {may("deleteSecret") && (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            color="red"
                            aria-label={`Delete ${secret.name}`}
                            onClick={() =>
                              askFirst({
                                title: `Delete “${secret.name}”?`,
                                text: "Nodes that name it fail from now on. Its value cannot be brought back.",
                                confirm: "Delete secret",
                                onConfirm: () => void remove(secret.name),
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
        <SecretDialog
          secret={editing === "new" ? null : editing}
          taken={query.data?.map(({ name }) => name) ?? []}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

interface SecretDialogProps {
  /** The secret to replace; null stores a new one. */
  readonly secret: Secret | null;
  /** Names that a new secret cannot have. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

function SecretDialog({ secret, taken, onClose }: SecretDialogProps) {
  const client = useQueryClient();
  const [key, setKey] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [hosts, setHosts] = useState<string[]>([...(secret?.hosts ?? [])]);
  const wrong = checkSecretForm({ name: key, value, hosts }, secret === null ? taken : []);
  const marked = useMarked<keyof SecretForm>();
  const save = useMutation({
    mutationFn: () => call("putSecret", { params: { key }, body: { value, hosts } }),
    onSuccess: async () => {
      sayDone("Stored");
      onClose();
      await client.invalidateQueries({ queryKey: ["secrets"] });
    },
  });
  return (
    <FormDialog
      title={secret === null ? "New secret" : `Replace ${secret.name}`}
      isOpen
      isBusy={save.isPending}
      canSave={Object.keys(wrong).length === 0}
      onRefused={marked.all}
      problem={save.error === null ? null : toMessage(save.error)}
      onClose={onClose}
      onSave={() => save.mutate()}
    >
      <TextInput
        label="Name"
        description="Small letters, digits and hyphens"
        placeholder="supplier-token"
        required
        readOnly={secret !== null}
        error={marked.at(wrong, "name")}
        onBlur={() => marked.leave("name")}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus
      />
      <PasswordInput
        label="Value"
        required
        autoComplete="new-password"
        value={value}
        error={marked.at(wrong, "value")}
        onBlur={() => marked.leave("value")}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <TagsInput
        label="Hosts"
        required
        description="Host names it may be sent to, e.g. api.supplier.example. Without any it could be used nowhere."
        value={hosts}
        acceptValueOnBlur
        error={marked.at(wrong, "hosts")}
        onBlur={() => marked.leave("hosts")}
        onChange={setHosts}
      />
    </FormDialog>
  );
}
