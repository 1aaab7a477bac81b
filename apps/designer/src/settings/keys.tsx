import {
  Alert,
  Badge,
  Button,
  Code,
  CopyButton,
  Group,
  SegmentedControl,
  Select,
  Table,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { modals } from "@mantine/modals";
import { ROLES } from "@throughline/contract";
import type { Role } from "@throughline/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { keysQuery } from "../api/queries.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";
import { When } from "../ui/when.tsx";
import { FormDialog, Section } from "./section.tsx";

/** Write keys for senders, API keys for programs. A key is shown once. */
export function Keys() {
  const client = useQueryClient();
  const query = useQuery(keysQuery);
  const [isOpen, setIsOpen] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const revoke = async (id: string): Promise<void> => {
    try {
      await call("revokeKey", { params: { id } });
      sayDone("Revoked");
      await client.invalidateQueries({ queryKey: ["keys"] });
    } catch (error) {
      sayProblem("Not revoked", toMessage(error));
    }
  };
  return (
    <Section
      about="A write key lets one sender post events and nothing else. An API key lets a program do what a role may."
      action="New key"
      onAdd={() => setIsOpen(true)}
    >
      {made !== null && (
        <Alert
          color="pine"
          variant="light"
          title="Copy this key now. It is not shown again."
          withCloseButton
          onClose={() => setMade(null)}
        >
          <Group gap="sm">
            <Code style={{ overflowWrap: "anywhere" }}>{made}</Code>
            <CopyButton value={made}>
              {({ copied, copy }) => (
                <Button size="xs" variant="default" onClick={copy}>
                  {copied ? "Copied" : "Copy"}
                </Button>
              )}
            </CopyButton>
          </Group>
        </Alert>
      )}
      <Loaded query={query} describe={toMessage}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState icon="tag" title="No key yet">
              Make a write key for the first system that sends events.
            </EmptyState>
          ) : (
            <div className="tl-card">
              <Table aria-label="Keys">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>May</Table.Th>
                    <Table.Th>Starts with</Table.Th>
                    <Table.Th>Made</Table.Th>
                    <Table.Th>Last used</Table.Th>
                    <Table.Th>
                      <span className="tl-visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {keys.map((key) => (
                    <Table.Tr key={key.id}>
                      <Table.Td>{key.name}</Table.Td>
                      <Table.Td>
                        {key.kind === "write" ? (
                          <Text size="sm">
                            write events{key.sources.length > 0 && ` of ${key.sources.join(", ")}`}
                          </Text>
                        ) : (
                          <Badge color="grape">{key.role}</Badge>
                        )}
                      </Table.Td>
                      <Table.Td className="tl-mono">{key.prefix}…</Table.Td>
                      <Table.Td>
                        <When at={key.createdAt} />
                      </Table.Td>
                      <Table.Td>{key.lastUsedAt === null ? "never" : <When at={key.lastUsedAt} />}</Table.Td>
                      <Table.Td ta="right">
                        {key.revokedAt === null ? (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            color="red"
                            aria-label={`Revoke ${key.name}`}
                            onClick={() =>
                              modals.openConfirmModal({
                                title: `Revoke “${key.name}”?`,
                                children: <Text size="sm">Whoever uses it is refused from now on.</Text>,
                                labels: { confirm: "Revoke", cancel: "Cancel" },
                                confirmProps: { color: "red" },
                                onConfirm: () => void revoke(key.id),
                              })
                            }
                          >
                            Revoke
                          </Button>
                        ) : (
                          <Badge color="gray">revoked</Badge>
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
      <NewKey isOpen={isOpen} onClose={() => setIsOpen(false)} onMade={setMade} />
    </Section>
  );
}

function NewKey({
  isOpen,
  onClose,
  onMade,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMade: (key: string) => void;
}) {
  const client = useQueryClient();
  const [kind, setKind] = useState<"write" | "api">("write");
  const [name, setName] = useState("");
  const [sources, setSources] = useState<string[]>([]);
  const [role, setRole] = useState<Role>("operator");
  const create = useMutation({
    mutationFn: () =>
      call("createKey", { body: kind === "write" ? { kind, name, sources } : { kind, name, role } }),
    onSuccess: async ({ key }) => {
      onMade(key);
      onClose();
      setName("");
      await client.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  return (
    <FormDialog
      title="New key"
      isOpen={isOpen}
      isBusy={create.isPending}
      canSave={name.trim() !== ""}
      problem={create.error === null ? null : toMessage(create.error)}
      save="Make key"
      onClose={onClose}
      onSave={() => create.mutate()}
    >
      <SegmentedControl
        aria-label="Kind of key"
        data={[
          { value: "write", label: "Sends events" },
          { value: "api", label: "Uses the API" },
        ]}
        value={kind}
        onChange={(next) => setKind(next === "api" ? "api" : "write")}
      />
      <TextInput
        label="Name"
        placeholder="Web shop"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      {kind === "write" ? (
        <TagsInput
          label="Sources"
          description="Which event sources it may write. None means any."
          value={sources}
          onChange={setSources}
        />
      ) : (
        <Select
          label="Role"
          data={[...ROLES]}
          value={role}
          allowDeselect={false}
          onChange={(next) => setRole(ROLES.find((known) => known === next) ?? "viewer")}
        />
      )}
    </FormDialog>
  );
}
