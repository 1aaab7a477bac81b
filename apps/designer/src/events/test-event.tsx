// An event sent by hand to try a flow: from here with one's own role, or from a shell with a write key.
import {
  Alert,
  Anchor,
  Autocomplete,
  Button,
  Code,
  CopyButton,
  Group,
  Modal,
  Stack,
  Tabs,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { useMay } from "../api/use-may.ts";
import { curlCommand, eventToSend, firstEvent, sampleData } from "./event-to-send.ts";
import type { EventToSend, SeenType, TestFields } from "./event-to-send.ts";

interface TestEventProps {
  readonly isOpen: boolean;
  /** Types seen so far. */
  readonly types: readonly SeenType[];
  /** The type that is looked at. */
  readonly wanted: string | undefined;
  readonly onClose: () => void;
  readonly onReceipt: (event: string) => void;
}

/** The dialog; whoever may not send gets the command only. */
export function TestEvent({ isOpen, types, wanted, onClose, onReceipt }: TestEventProps) {
  const may = useMay();
  // What was typed stays; until then it begins as such events were seen.
  const [typed, setTyped] = useState<Partial<TestFields>>({});
  const begun = firstEvent(types, wanted);
  const type = typed.type ?? begun.type;
  const subject = typed.subject ?? begun.subject;
  const data = typed.data ?? sampleData(types, type);
  const set = (changes: Partial<TestFields>): void => setTyped({ ...typed, ...changes });
  const reading = eventToSend({ type, subject, data });
  const problemOf = (field: "type" | "data"): string | undefined =>
    !reading.ok && reading.field === field ? reading.problem : undefined;
  return (
    <Modal opened={isOpen} onClose={onClose} title="Send a test event" size="lg">
      <Stack>
        <Group grow align="start">
          <Autocomplete
            label="Type"
            required
            data={types.map(({ type: name }) => name)}
            placeholder="e.g. cart.updated"
            value={type}
            error={typed.type === undefined ? undefined : problemOf("type")}
            onChange={(next) => set({ type: next })}
          />
          <TextInput
            label="Subject"
            value={subject}
            onChange={(event) => set({ subject: event.currentTarget.value })}
          />
        </Group>
        <Textarea
          label="Data"
          autosize
          minRows={3}
          classNames={{ input: "tl-mono" }}
          value={data}
          error={problemOf("data")}
          onChange={(event) => set({ data: event.currentTarget.value })}
        />
        <Tabs defaultValue={may("sendEvent") ? "here" : "shell"}>
          <Tabs.List>
            {may("sendEvent") && <Tabs.Tab value="here">From here</Tabs.Tab>}
            <Tabs.Tab value="shell">From a shell</Tabs.Tab>
          </Tabs.List>
          {may("sendEvent") && (
            <Tabs.Panel value="here" pt="md">
              <FromHere reading={reading} onClose={onClose} onReceipt={onReceipt} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="shell" pt="md">
            <FromShell reading={reading} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Modal>
  );
}

type Reading = ReturnType<typeof eventToSend>;

function FromHere({
  reading,
  onClose,
  onReceipt,
}: Pick<TestEventProps, "onClose" | "onReceipt"> & { readonly reading: Reading }) {
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: (event: EventToSend) => call("sendEvent", { body: event }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["events"] }),
  });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        It goes in like any other event: flows that are live take it, and what they do is real. Its source is
        throughline/test, so that its receipt tells it from the others.
      </Text>
      {send.isSuccess && (
        <Alert color="pine" variant="light" role="status">
          Event {send.data.event} was sent.{" "}
          <Anchor component="button" size="sm" onClick={() => onReceipt(send.data.event)}>
            Read its receipt
          </Anchor>
        </Alert>
      )}
      {send.error !== null && (
        <Alert color="red" variant="light" role="alert">
          {toMessage(send.error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button
          disabled={!reading.ok}
          loading={send.isPending}
          onClick={() => {
            if (reading.ok) send.mutate(reading.event);
          }}
        >
          Send
        </Button>
      </Group>
    </Stack>
  );
}

function FromShell({ reading }: { readonly reading: Reading }) {
  if (!reading.ok)
    return (
      <Text size="sm" c="dimmed">
        The command appears when the fields above are right.
      </Text>
    );
  const command = curlCommand(window.location.origin, reading.event);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Your own systems send with a write key, made under Settings. Run this where the key is.
      </Text>
      <Code block tabIndex={0} aria-label="Command" style={{ whiteSpace: "pre-wrap" }}>
        {command}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy command"}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
