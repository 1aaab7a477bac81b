import { Badge, PasswordInput, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import type { Answer } from "../api/client.ts";
import { secretsQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { ResourceTable, RowButton } from "../ui/resource-table.tsx";
import { When } from "../ui/when.tsx";
import { FormDialog, useMarked } from "./form-dialog.tsx";
import { checkSecretForm } from "./secret-form.ts";

type Secret = Answer<"listSecrets">["items"][number];

/** Secrets by name; values go in and never come out. */
export function Secrets() {
  const query = useQuery(secretsQuery);
  const may = useMay();
  const act = useAct(secretsQuery.queryKey);
  const remove = (key: string): void =>
    askFirst({
      title: `Delete “${key}”?`,
      text: "Nodes that name it fail from now on. Its value cannot be brought back.",
      confirm: "Delete secret",
      onConfirm: () =>
        act(() => call("deleteSecret", { params: { key } }), { done: "Deleted", failed: "Not deleted" }),
    });
  return (
    <ResourceTable
      label="Secrets"
      about="Nodes name a secret; its value is read only at the moment it is sent, and only to the hosts listed. A secret without hosts can be used nowhere. Values cannot be read back."
      query={query}
      describe={toMessage}
      empty={{
        icon: "database",
        title: "No secret yet",
        text: "Store a supplier's token or a signing key here, then choose it in a node.",
      }}
      keyOf={({ name }) => name}
      columns={[
        { title: "Name", kind: "code", show: ({ name }) => name },
        {
          title: "Hosts",
          show: ({ hosts }) =>
            hosts.length === 0 ? <Badge color="yellow">none: usable nowhere</Badge> : hosts.join(", "),
        },
        { title: "Version", show: ({ version }) => version },
        {
          title: "Changed",
          show: ({ updatedAt, updatedBy }) => (
            <>
              <When at={updatedAt} /> by {updatedBy}
            </>
          ),
        },
      ]}
      actions={({ name }, edit) => (
        <>
          {may("putSecret") && (
            <RowButton label={`Replace ${name}`} onClick={edit}>
              Replace
            </RowButton>
          )}
          {may("deleteSecret") && (
            <RowButton label={`Delete ${name}`} isGrave onClick={() => remove(name)}>
              Delete
            </RowButton>
          )}
        </>
      )}
      add={may("putSecret") ? "New secret" : undefined}
      dialog={(secret, close) => (
        <SecretDialog secret={secret} taken={query.data?.map(({ name }) => name) ?? []} onClose={close} />
      )}
    />
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
  const [key, setKey] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [hosts, setHosts] = useState<string[]>([...(secret?.hosts ?? [])]);
  const form = useMarked(checkSecretForm({ name: key, value, hosts }, secret === null ? taken : []));
  return (
    <FormDialog
      title={secret === null ? "New secret" : `Replace ${secret.name}`}
      form={form}
      onSave={() => call("putSecret", { params: { key }, body: { value, hosts } })}
      queryKey={secretsQuery.queryKey}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Small letters, digits and hyphens"
        placeholder="supplier-token"
        required
        readOnly={secret !== null}
        value={key}
        {...form.at("name")}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus
      />
      <PasswordInput
        label="Value"
        required
        autoComplete="new-password"
        value={value}
        {...form.at("value")}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <TagsInput
        label="Hosts"
        required
        description="Host names it may be sent to, e.g. api.supplier.example. Without any it could be used nowhere."
        value={hosts}
        acceptValueOnBlur
        {...form.at("hosts")}
        onChange={setHosts}
      />
    </FormDialog>
  );
}
