import { Alert, Badge, Divider, Group, Radio, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { HookCall, HookMapping, SignatureScheme } from "@throughline/contract";
import { parseJson } from "@throughline/flow";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toMessage } from "../api/client.ts";
import { hookCallsQuery, hookPreviewQuery } from "../api/queries.ts";
import { JsonView } from "../ui/json-view.tsx";
import { When } from "../ui/when.tsx";

interface HookCallsProps {
  /** Null for a webhook that is not stored yet: nobody has called it. */
  readonly hookKey: string | null;
  readonly scheme: SignatureScheme;
  readonly mapping: HookMapping;
}

/** The last calls of a webhook, taken and refused with the reason, and what the form would make of the one that is chosen. */
export function HookCalls({ hookKey, scheme, mapping }: HookCallsProps) {
  const query = useQuery({ ...hookCallsQuery(hookKey ?? ""), enabled: hookKey !== null });
  const [chosen, setChosen] = useState<string | null>(null);
  const calls = query.data ?? [];
  const sample = calls.find(({ id }) => id === chosen) ?? calls[0];
  return (
    <>
      <Divider label="Last calls" labelPosition="left" />
      {query.error !== null && (
        <Text size="sm" c="red">
          {toMessage(query.error)}
        </Text>
      )}
      {sample === undefined || hookKey === null ? (
        <Text size="sm" c="dimmed">
          No call yet. Once the sender has called, you see here what came, why it was refused if it was, and
          what becomes of it.
        </Text>
      ) : (
        <>
          <Radio.Group aria-label="Last calls" value={sample.id} onChange={setChosen}>
            <Stack gap={6}>
              {calls.map((call) => (
                <Radio key={call.id} value={call.id} label={<CallLine call={call} />} />
              ))}
            </Stack>
          </Radio.Group>
          <JsonView value={shown(sample)} label="The call as it came" maxHeight={180} />
          <Preview hookKey={hookKey} scheme={scheme} mapping={mapping} sample={sample} />
        </>
      )}
    </>
  );
}

function CallLine({ call: { at, status, reason } }: { readonly call: HookCall }) {
  return (
    <Group gap={6}>
      <Badge color={reason === null ? "green" : "red"}>{reason === null ? "taken" : status}</Badge>
      <When at={at} />
      {reason !== null && <Text size="sm">{reason}</Text>}
    </Group>
  );
}

interface PreviewProps extends Pick<HookCallsProps, "scheme" | "mapping"> {
  readonly hookKey: string;
  readonly sample: HookCall;
}

/** What the form as it stands would make of a call. */
function Preview({ hookKey, scheme, mapping, sample }: PreviewProps) {
  const [asked] = useDebouncedValue({ scheme, mapping }, 300);
  const { headers, query, body } = sample;
  const preview = useQuery({
    ...hookPreviewQuery(hookKey, { ...asked, call: { headers, query, body } }),
    placeholderData: keepPreviousData,
  });
  if (preview.error !== null) return <Alert color="yellow">{toMessage(preview.error)}</Alert>;
  if (preview.data === undefined) return null;
  const { events, problem } = preview.data;
  if (problem !== null)
    return (
      <Alert color="red">
        {sample.isCut ? `${problem}. Only the beginning of this call was kept.` : problem}
      </Alert>
    );
  return <JsonView value={events.length === 1 ? events[0] : events} label="What becomes of it" />;
}

/** A call as people read it: a body that is JSON as such. */
function shown({ headers, query, body, isCut }: HookCall) {
  return {
    ...(query === "" ? {} : { query }),
    headers,
    body: parsed(body),
    ...(isCut ? { note: "Only the beginning of the body was kept." } : {}),
  };
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}
