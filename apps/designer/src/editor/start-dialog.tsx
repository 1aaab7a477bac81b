import { Alert, Button, Group, JsonInput, Modal, Stack, TextInput } from "@mantine/core";
import { parseJson } from "@throughline/flow";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { sayDone } from "../ui/say.ts";
import { startedRun } from "./started-run.ts";

// Matching takes milliseconds; after five seconds the receipt says more than waiting on.
const QUESTIONS = 20;
const BETWEEN_MS = 250;

/** Starts a run by hand. */
export function StartDialog({
  flow,
  isOpen,
  onClose,
}: {
  readonly flow: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const [subject, setSubject] = useState("");
  const [data, setData] = useState("{}");
  const start = useMutation({
    mutationFn: async () => {
      const { event } = await call("startFlow", {
        params: { key: flow },
        body: { subject, data: parseJson(data) },
      });
      const run = await startedRun(flow, {
        receipt: () => call("getReceipt", { params: { event } }),
        pause: () => new Promise((resolve) => setTimeout(resolve, BETWEEN_MS)),
        tries: QUESTIONS,
        // It is started either way: an answer that is lost must not invite to start it twice.
      }).catch(() => null);
      return { event, run };
    },
    onSuccess: ({ event, run }) => {
      onClose();
      if (run === null) return void navigate({ to: "/events", search: { event } });
      sayDone("Started");
      return void navigate({ to: "/runs/$id", params: { id: run } });
    },
  });
  return (
    <Modal opened={isOpen} onClose={onClose} title="Start a run by hand">
      <Stack>
        <TextInput
          label="Subject"
          required
          description="Who or what the run is about."
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
          data-autofocus
        />
        <JsonInput
          label="Data"
          description="Nodes see it as trigger.data."
          formatOnBlur
          deserialize={parseJson}
          autosize
          minRows={4}
          value={data}
          onChange={setData}
          validationError="This is not JSON"
        />
        {start.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {toMessage(start.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={subject.trim() === ""} loading={start.isPending} onClick={() => start.mutate()}>
            Start run
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
