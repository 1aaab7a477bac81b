import { Badge, Button, Code, PasswordInput, Select, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { hooksQuery } from "../api/queries.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";
import { FormDialog, Section } from "./section.tsx";

/** Addresses that other systems call. Closed until a secret is set. */
export function Hooks() {
  const client = useQueryClient();
  const query = useQuery(hooksQuery);
  const [isOpen, setIsOpen] = useState(false);
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
      onAdd={() => setIsOpen(true)}
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
                        <Code>{hook.url}</Code>
                      </Table.Td>
                      <Table.Td className="tl-mono">{hook.eventType}</Table.Td>
                      <Table.Td>
                        {hook.state === "verified" ? (
                          <Badge>open, verified</Badge>
                        ) : (
                          <Badge color="yellow">closed: no secret</Badge>
                        )}
                      </Table.Td>
                      <Table.Td ta="right">
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="red"
                          aria-label={`Delete ${hook.name}`}
                          onClick={() => void remove(hook.key)}
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
      <HookDialog isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </Section>
  );
}

function HookDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [key, setKey] = useState("");
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const [header, setHeader] = useState("X-Signature");
  const [prefix, setPrefix] = useState("sha256=");
  const [encoding, setEncoding] = useState<"hex" | "base64">("hex");
  const save = useMutation({
    mutationFn: () =>
      call("putHook", {
        params: { key },
        body: {
          name,
          scheme: {
            kind: "hmac",
            header,
            algorithm: "sha256",
            encoding,
            ...(prefix === "" ? {} : { prefix }),
          },
          ...(secret === "" ? {} : { secret }),
        },
      }),
    onSuccess: async () => {
      sayDone("Stored");
      onClose();
      await client.invalidateQueries({ queryKey: ["hooks"] });
    },
  });
  const canSave =
    /^[a-z][a-z0-9-]{0,62}$/.test(key) && name.trim() !== "" && (secret === "" || secret.length >= 16);
  return (
    <FormDialog
      title="New webhook"
      isOpen={isOpen}
      isBusy={save.isPending}
      canSave={canSave}
      problem={save.error === null ? null : toMessage(save.error)}
      onClose={onClose}
      onSave={() => save.mutate()}
    >
      <TextInput
        label="Name"
        placeholder="Supplier"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Key"
        description="The last part of its address: /hooks/…"
        placeholder="supplier"
        required
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <PasswordInput
        label="Secret"
        description="At least 16 characters, the same on both sides. Without it every call is refused."
        autoComplete="off"
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <TextInput
        label="Signature header"
        value={header}
        onChange={(event) => setHeader(event.currentTarget.value)}
      />
      <TextInput
        label="Text before the signature"
        value={prefix}
        onChange={(event) => setPrefix(event.currentTarget.value)}
      />
      <Select
        label="Written as"
        data={["hex", "base64"]}
        value={encoding}
        allowDeselect={false}
        onChange={(next) => setEncoding(next === "base64" ? "base64" : "hex")}
      />
      <Text size="xs" c="dimmed">
        The signature is HMAC SHA-256 over the body as it was sent.
      </Text>
    </FormDialog>
  );
}
