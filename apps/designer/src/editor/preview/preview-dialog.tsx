// A node's mail or texts with the values of one event and one profile, and the same mail sent to oneself.
import {
  Alert,
  Anchor,
  Button,
  Group,
  JsonInput,
  Modal,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { EventView, PreviewRequest } from "@throughline/contract";
import { parseJson } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { useEditorStore } from "../use-editor.ts";
import { MailView } from "./mail-view.tsx";
import { ownEvent, readValues, startingTypes } from "./preview-values.ts";
import type { ChosenValues } from "./preview-values.ts";

const QUIET_MS = 350;
const OWN = "own";

interface PreviewDialogProps {
  readonly node: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The dialog. What it shows is asked anew each time it is opened: the drawing may have changed. */
export function PreviewDialog({ node, isOpen, onClose }: PreviewDialogProps) {
  const store = useEditorStore();
  const name = store.getState().document.nodes.find(({ id }) => id === node)?.name ?? node;
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Preview of “${name}”`} size="xl">
      {isOpen && <Body node={node} onClose={onClose} />}
    </Modal>
  );
}

function Body({ node, onClose }: Pick<PreviewDialogProps, "node" | "onClose">) {
  const store = useEditorStore();
  const [document] = useState(() => store.getState().document);
  const types = startingTypes(document, store.getState().nodeTypes);
  const events = useQuery({
    queryKey: ["preview-events", types],
    queryFn: ({ signal }) => lastEvents(types, signal),
    gcTime: 0,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [typedEvent, setTypedEvent] = useState(() => ownEvent(types));
  const [profile, setProfile] = useState<ChosenValues["profile"]>("stored");
  const found =
    events.data?.find(({ event }) => event === chosen) ?? (chosen === null ? events.data?.[0] : undefined);
  // What is chosen counts at once, what is typed when it rests.
  const [ownText] = useDebouncedValue(typedEvent, QUIET_MS);
  const [settledProfile] = useDebouncedValue(profile, QUIET_MS);
  const reading = readValues({ event: found ?? { own: ownText }, profile: settledProfile });
  const asked = reading.ok ? reading.values : null;
  const request: PreviewRequest | null = asked === null ? null : { ...asked, node, document };
  const preview = useQuery({
    queryKey: ["preview", document.key, node, asked],
    queryFn: ({ signal }) =>
      call("previewNode", { params: { key: document.key }, body: request ?? { node } }, signal),
    enabled: request !== null && !events.isPending,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  return (
    <Stack>
      <Group grow align="start" preventGrowOverflow={false}>
        <Select
          label="Event"
          description="What started the run."
          data={[
            ...(events.data ?? []).map((event) => ({ value: event.event, label: labelOf(event) })),
            { value: OWN, label: "An event of my own" },
          ]}
          value={found?.event ?? OWN}
          allowDeselect={false}
          onChange={(value) => setChosen(value)}
          data-autofocus
        />
        <ProfileChoice profile={profile} stored={preview.data?.profile ?? {}} onChange={setProfile} />
      </Group>
      {found === undefined && !events.isPending && (
        <JsonInput
          label="The event"
          autosize
          minRows={4}
          maxRows={12}
          deserialize={parseJson}
          value={typedEvent}
          error={!reading.ok && reading.field === "event" ? reading.problem : undefined}
          onChange={setTypedEvent}
        />
      )}
      {profile !== "stored" && OWN in profile && (
        <JsonInput
          label="The profile"
          autosize
          minRows={3}
          maxRows={12}
          deserialize={parseJson}
          value={profile.own}
          error={!reading.ok && reading.field === "profile" ? reading.problem : undefined}
          onChange={(own) => setProfile({ own })}
        />
      )}
      {preview.error !== null && (
        <Alert color="red" variant="light" role="alert">
          {toMessage(preview.error)}
        </Alert>
      )}
      {preview.data !== undefined && (
        <div aria-busy={preview.isFetching} style={{ opacity: preview.isPlaceholderData ? 0.6 : 1 }}>
          <MailView preview={preview.data} />
        </div>
      )}
      {preview.data !== undefined && preview.data.mail !== null && request !== null && (
        <SendToMe
          flow={document.key}
          request={request}
          cannotSend={preview.data.cannotSend}
          onClose={onClose}
        />
      )}
    </Stack>
  );
}

/** The newest events that could have started the flow. */
async function lastEvents(types: readonly string[], signal: AbortSignal): Promise<readonly EventView[]> {
  const asked = types.length === 0 ? [undefined] : types;
  const pages = await Promise.all(
    asked.map((type) => call("listEvents", { query: { type, limit: 10 } }, signal)),
  );
  return pages
    .flatMap(({ items }) => items)
    .toSorted((a, b) => Number(b.event) - Number(a.event))
    .slice(0, 20);
}

function labelOf({ type, subject, receivedAt }: EventView): string {
  return `${type} · ${subject ?? "no subject"} · ${new Date(receivedAt).toLocaleString()}`;
}

function ProfileChoice({
  profile,
  stored,
  onChange,
}: {
  readonly profile: ChosenValues["profile"];
  readonly stored: Readonly<Record<string, unknown>>;
  readonly onChange: (profile: ChosenValues["profile"]) => void;
}) {
  const [subject, setSubject] = useState("");
  const kind = profile === "stored" ? "stored" : OWN in profile ? OWN : "other";
  const find = useMutation({
    mutationFn: async (id: string) => call("getSubject", { params: { id } }),
    onSuccess: ({ profile: found }) => onChange({ of: found as JsonObject }), // JSON, by its schema
  });
  return (
    <Stack gap="xs">
      <Select
        label="Profile"
        description="Whom it is written to."
        data={[
          { value: "stored", label: "Of the event's subject" },
          { value: "other", label: "Of another subject" },
          { value: OWN, label: "A profile of my own" },
        ]}
        value={kind}
        allowDeselect={false}
        onChange={(next) => {
          if (next === "stored") onChange("stored");
          else if (next === OWN) onChange({ own: JSON.stringify(stored, null, 2) });
          else onChange({ of: {} });
        }}
      />
      {kind === "other" && (
        <Group align="end" gap="xs" wrap="nowrap">
          <TextInput
            label="Subject"
            flex={1}
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={subject.trim() === ""}
            loading={find.isPending}
            onClick={() => find.mutate(subject.trim())}
          >
            Take
          </Button>
        </Group>
      )}
      {kind === "other" && find.error !== null && (
        <Text size="xs" c="red" role="alert">
          {toMessage(find.error)}
        </Text>
      )}
    </Stack>
  );
}

function SendToMe({
  flow,
  request,
  cannotSend,
  onClose,
}: {
  readonly flow: string;
  readonly request: PreviewRequest;
  readonly cannotSend: string | null;
  readonly onClose: () => void;
}) {
  const me = useQuery(meQuery).data;
  const send = useMutation({
    mutationFn: () => call("sendPreview", { params: { key: flow }, body: request }),
  });
  return (
    <Stack gap="xs">
      {send.isSuccess && (
        <Alert color="pine" variant="light" role="status">
          “{send.data.subject}” is on its way to {send.data.to}.{" "}
          {me !== undefined && me.mailUrl !== null && (
            <Anchor href={me.mailUrl} target="_blank" rel="noreferrer" size="sm">
              Open the local inbox
            </Anchor>
          )}
        </Alert>
      )}
      {send.error !== null && (
        <Alert color="red" variant="light" role="alert">
          {toMessage(send.error)}
        </Alert>
      )}
      <Group justify="space-between" align="center">
        <Text size="xs" c="dimmed" flex={1}>
          {cannotSend ??
            `Goes to ${me?.email ?? "nobody"} alone, marked as a test. Its links are counted nowhere.`}
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button disabled={cannotSend !== null} loading={send.isPending} onClick={() => send.mutate()}>
            Send to me
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
