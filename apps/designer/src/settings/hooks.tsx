import { ActionIcon, Badge, Code, CopyButton, Group, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { call, toMessage } from "../api/client.ts";
import { hooksQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { ResourceTable, RowButton } from "../ui/resource-table.tsx";
import { HookDialog } from "./hook-dialog.tsx";
import type { Hook } from "./hook-form.ts";

/** Addresses that other systems call. Closed until a secret is set. */
export function Hooks() {
  const query = useQuery(hooksQuery);
  const may = useMay();
  const act = useAct(hooksQuery.queryKey);
  const remove = ({ key, name, url }: Hook): void =>
    askFirst({
      title: `Delete “${name}”?`,
      text: `Calls to ${url} are refused from now on, and its secret is gone.`,
      confirm: "Delete webhook",
      onConfirm: () =>
        act(() => call("deleteHook", { params: { key } }), { done: "Deleted", failed: "Not deleted" }),
    });
  return (
    <ResourceTable
      label="Webhooks"
      about="Give this address to a system that calls you. Each call must carry a signature made with the secret; others are refused."
      query={query}
      describe={toMessage}
      empty={{
        icon: "webhook",
        title: "No webhook yet",
        text: "A webhook turns calls of another system into events that flows can wait for.",
      }}
      keyOf={({ key }) => key}
      columns={[
        { title: "Name", show: ({ name }) => name },
        { title: "Address", show: ({ name, url }) => <Address name={name} url={url} /> },
        { title: "Events", kind: "code", show: ({ eventType }) => eventType },
        {
          title: "State",
          show: ({ state }) =>
            state === "verified" ? (
              <Badge>open to signed calls</Badge>
            ) : (
              <Badge color="yellow">closed: no secret</Badge>
            ),
        },
      ]}
      actions={(hook, edit) => (
        <>
          {may("putHook") && (
            <RowButton label={`Edit ${hook.name}`} onClick={edit}>
              Edit
            </RowButton>
          )}
          {may("deleteHook") && (
            <RowButton label={`Delete ${hook.name}`} isGrave onClick={() => remove(hook)}>
              Delete
            </RowButton>
          )}
        </>
      )}
      add={may("putHook") ? "New webhook" : undefined}
      dialog={(hook, close) => (
        <HookDialog hook={hook} taken={query.data?.map(({ key }) => key) ?? []} onClose={close} />
      )}
    />
  );
}

function Address({ name, url }: Pick<Hook, "name" | "url">) {
  return (
    <Group gap={6} wrap="nowrap">
      <Code>{url}</Code>
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
    </Group>
  );
}
