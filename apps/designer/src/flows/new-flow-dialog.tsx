import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { flowKeySchema } from "@throughline/flow";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, call, toMessage } from "../api/client.ts";
import type { ImportedFlow } from "./read-flow-file.ts";

interface NewFlowDialogProps {
  /** A drawing to start from. */
  readonly imported: ImportedFlow | null;
  readonly onClose: () => void;
}

/** Asks for a name, suggests a key, creates the flow and opens it. */
export function NewFlowDialog({ imported, onClose }: NewFlowDialogProps) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState(imported?.name ?? "");
  const [ownKey, setOwnKey] = useState<string | null>(imported?.key ?? null);
  const key = ownKey ?? suggestKey(name);
  const isKeyFine = flowKeySchema.safeParse(key).success;
  const create = useMutation({
    mutationFn: () =>
      call("createFlow", {
        body: { key, name: name.trim(), ...(imported === null ? {} : { document: imported }) },
      }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ["flows"] });
      await navigate({ to: "/flows/$key", params: { key } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={imported === null ? "New flow" : "Import a flow"}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isKeyFine && name.trim() !== "") create.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            placeholder="Cart recovery"
            maxLength={120}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label="Key"
            description="Its name in addresses and in Temporal. It cannot be changed after the first publish."
            value={key}
            classNames={{ input: "tl-mono" }}
            error={
              key !== "" && !isKeyFine
                ? "2 to 63 characters: a-z, 0-9 and hyphens, a letter first"
                : undefined
            }
            onChange={(event) => setOwnKey(event.currentTarget.value)}
          />
          {imported !== null && (
            <Text size="sm" c="dimmed">
              {imported.nodes.length} nodes, {imported.edges.length} connections. It is created as a draft;
              nothing runs until you publish.
            </Text>
          )}
          {create.error !== null && (
            <Alert color="red" variant="light" role="alert">
              {create.error instanceof ApiError && create.error.status === 409
                ? `There is already a flow with the key “${key}”. Choose another.`
                : toMessage(create.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!isKeyFine || name.trim() === ""}>
              Create flow
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** A key made from a name: `Café, 2. Anlauf!` → `cafe-2-anlauf`. */
function suggestKey(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "")
    .slice(0, 63);
}
