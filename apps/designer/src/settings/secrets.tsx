import { Button, PasswordInput, Table, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { secretsQuery } from "../api/queries.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";
import { When } from "../ui/when.tsx";
import { FormDialog, Section } from "./section.tsx";

/** Secrets by name; values go in and never come out. */
export function Secrets() {
  const client = useQueryClient();
  const query = useQuery(secretsQuery);
  const [editing, setEditing] = useState<string | null>(null);
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
      about="Steps name a secret; its value is read only at the moment it is sent, and only to the hosts listed. Values cannot be read back."
      action="New secret"
      onAdd={() => setEditing("")}
    >
      <Loaded query={query} describe={toMessage}>
        {(secrets) =>
          secrets.length === 0 ? (
            <EmptyState icon="database" title="No secret yet">
              Store a supplier's token or a signing key here, then choose it in a step.
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
                      <Table.Td>{secret.hosts.length === 0 ? "none" : secret.hosts.join(", ")}</Table.Td>
                      <Table.Td>{secret.version}</Table.Td>
                      <Table.Td>
                        <When at={secret.updatedAt} /> by {secret.updatedBy}
                      </Table.Td>
                      <Table.Td ta="right">
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          aria-label={`Replace ${secret.name}`}
                          onClick={() => setEditing(secret.name)}
                        >
                          Replace
                        </Button>
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="red"
                          aria-label={`Delete ${secret.name}`}
                          onClick={() => void remove(secret.name)}
                        >
                          Delete
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )
        }
      </Loaded>
      {editing !== null && <SecretDialog name={editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function SecretDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [key, setKey] = useState(name);
  const [value, setValue] = useState("");
  const [hosts, setHosts] = useState<string[]>([]);
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
      title={name === "" ? "New secret" : `Replace ${name}`}
      isOpen
      isBusy={save.isPending}
      canSave={/^[a-z][a-z0-9-]{0,62}$/.test(key) && value !== ""}
      problem={save.error === null ? null : toMessage(save.error)}
      onClose={onClose}
      onSave={() => save.mutate()}
    >
      <TextInput
        label="Name"
        description="Small letters, digits and hyphens"
        placeholder="supplier-token"
        required
        readOnly={name !== ""}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus
      />
      <PasswordInput
        label="Value"
        required
        autoComplete="off"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <TagsInput
        label="Hosts"
        description="Host names it may be sent to, e.g. api.supplier.example"
        value={hosts}
        onChange={setHosts}
      />
    </FormDialog>
  );
}
