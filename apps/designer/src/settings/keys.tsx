import {
  Alert,
  Badge,
  Button,
  Code,
  CopyButton,
  Group,
  SegmentedControl,
  Select,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { ROLES } from "@throughline/contract";
import type { Role } from "@throughline/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import type { Answer } from "../api/client.ts";
import { keysQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { ResourceTable, RowButton } from "../ui/resource-table.tsx";
import { When } from "../ui/when.tsx";
import { FormDialog, useMarked } from "./form-dialog.tsx";
import { KeyPages, PAGES_SAY } from "./key-pages.tsx";

type Key = Answer<"listKeys">["items"][number];

/** Write keys for senders, API keys for programs. A key is shown once. */
export function Keys() {
  const [made, setMade] = useState<string | null>(null);
  const act = useAct(keysQuery.queryKey);
  const revoke = ({ id, name }: Key): void =>
    askFirst({
      title: `Revoke “${name}”?`,
      text: "Whoever uses it is refused from now on.",
      confirm: "Revoke",
      onConfirm: () =>
        act(() => call("revokeKey", { params: { id } }), { done: "Revoked", failed: "Not revoked" }),
    });
  return (
    <ResourceTable
      label="Keys"
      about="A write key lets one sender post events and nothing else. An API key lets a program do what a role may."
      query={useQuery(keysQuery)}
      describe={toMessage}
      empty={{
        icon: "tag",
        title: "No key yet",
        text: "Make a write key for the first system that sends events.",
      }}
      keyOf={({ id }) => id}
      columns={[
        { title: "Name", show: ({ name }) => name },
        { title: "May", show: (key) => <Rights of={key} /> },
        { title: "Starts with", kind: "code", show: ({ prefix }) => `${prefix}…` },
        { title: "Made", show: ({ createdAt }) => <When at={createdAt} /> },
        {
          title: "Last used",
          show: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : <When at={lastUsedAt} />),
        },
      ]}
      actions={(key, edit) =>
        key.revokedAt === null ? (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            {key.kind === "write" && (
              <RowButton label={`Web pages of ${key.name}`} onClick={edit}>
                Web pages
              </RowButton>
            )}
            <RowButton label={`Revoke ${key.name}`} isGrave onClick={() => revoke(key)}>
              Revoke
            </RowButton>
          </Group>
        ) : (
          <Badge color="gray">revoked</Badge>
        )
      }
      add="New key"
      dialog={(key, close) =>
        key === null ? <NewKey onMade={setMade} onClose={close} /> : <KeyPages of={key} onClose={close} />
      }
    >
      {made !== null && <MadeKey value={made} onClose={() => setMade(null)} />}
    </ResourceTable>
  );
}

function Rights({ of: key }: { readonly of: Key }) {
  if (key.kind === "api") return <Badge color="grape">{key.role}</Badge>;
  return (
    <Text size="sm">
      write events{key.sources.length > 0 && ` of ${key.sources.join(", ")}`}
      {key.origins.length > 0 && ` from pages of ${key.origins.join(", ")}`}
    </Text>
  );
}

function MadeKey({ value, onClose }: { readonly value: string; readonly onClose: () => void }) {
  return (
    <Alert
      color="pine"
      variant="light"
      title="Copy this key now. It is not shown again."
      withCloseButton
      onClose={onClose}
    >
      <Group gap="sm">
        <Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}

interface NewKeyProps {
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
}

function NewKey({ onMade, onClose }: NewKeyProps) {
  const [kind, setKind] = useState<"write" | "api">("write");
  const [name, setName] = useState("");
  const [sources, setSources] = useState<string[]>([]);
  const [origins, setOrigins] = useState<string[]>([]);
  const [role, setRole] = useState<Role>("operator");
  const form = useMarked<"name">(name.trim() === "" ? { name: "A key needs a name." } : {});
  return (
    <FormDialog
      title="New key"
      form={form}
      save="Make key"
      done={null}
      onSave={async () => {
        const body = kind === "write" ? { kind, name, sources, origins } : { kind, name, role };
        onMade((await call("createKey", { body })).key);
      }}
      queryKey={keysQuery.queryKey}
      onClose={onClose}
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
        {...form.at("name")}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      {kind === "write" ? (
        <>
          <TagsInput
            label="Sources"
            description="Which event sources it may write. None means any."
            value={sources}
            onChange={setSources}
          />
          <TagsInput label="Web pages" description={PAGES_SAY} value={origins} onChange={setOrigins} />
        </>
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
