import { Badge, Box, Group, Stack, Text } from "@mantine/core";
import type { Receipt } from "@throughline/contract";
import { keptNumbers } from "@throughline/flow";
import { useQuery } from "@tanstack/react-query";
import { toMessage } from "../api/client.ts";
import { receiptQuery } from "../api/queries.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { exactTime } from "../ui/when.tsx";
import { AnchorLink } from "../ui/links.tsx";

const PLACES_SHOWN = 5;

type Line = Receipt["lines"][number];
const verdicts: Readonly<Record<Line["verdict"], { readonly word: string; readonly colour: string }>> = {
  started: { word: "started", colour: "pine" },
  woke: { word: "woke", colour: "pine" },
  queued: { word: "queued", colour: "blue" },
  identified: { word: "profile changed", colour: "blue" },
  pending: { word: "on its way", colour: "blue" },
  refused: { word: "refused", colour: "yellow" },
  missed: { word: "not for it", colour: "gray" },
};

/** What one event started and woke, what it did not, and why. */
export function ReceiptPanel({ event }: { readonly event: string }) {
  const query = useQuery({
    ...receiptQuery(event),
    // A live message says that it arrived, not that it was matched.
    refetchInterval: ({ state }) => (state.data?.event.matchedAt === null ? 1_000 : false),
  });
  return (
    <Loaded query={query} describe={toMessage} lines={4}>
      {({ event: found, lines }) => (
        <Stack gap="md">
          <div>
            <Text fw={620}>{found.type}</Text>
            <Text size="sm" c="dimmed">
              Event {found.event} · {found.subject ?? "no subject"} · {exactTime(found.receivedAt)}
            </Text>
          </div>
          <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }} aria-label="What it did">
            {lines.map((line, index) => (
              <ReceiptLine key={index} line={line} />
            ))}
            {lines.length === 0 && (
              <Text size="sm" c="dimmed">
                {found.matchedAt === null
                  ? "It is being matched; a moment."
                  : "No published flow listens for events of this type."}
              </Text>
            )}
          </Stack>
          <div>
            <Text size="sm" fw={560} mb={4}>
              The event
            </Text>
            <JsonView
              value={{
                id: found.id,
                source: found.source,
                type: found.type,
                subject: found.subject,
                time: found.time,
                data: found.data,
              }}
              label="The event"
              maxHeight={360}
            />
            <KeptNumbers data={found.data} />
          </div>
        </Stack>
      )}
    </Loaded>
  );
}

/** Says which values are texts although they are numbers: a number would have lost digits. */
function KeptNumbers({ data }: { readonly data: Receipt["event"]["data"] }) {
  const places = keptNumbers(data);
  if (places.length === 0) return null;
  const shown = places.slice(0, PLACES_SHOWN).map((place) => `data${place}`);
  const more = places.length > shown.length ? ` and ${places.length - shown.length} more` : "";
  return (
    <Text size="sm" c="dimmed" mt={4}>
      Kept as text, because a number would lose digits of it: {shown.join(", ")}
      {more}.
    </Text>
  );
}

function ReceiptLine({ line }: { readonly line: Line }) {
  const { word, colour } = verdicts[line.verdict];
  return (
    <Box component="li" className="tl-card" p="sm">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={560}>
          {line.flowName}
          {line.version !== null && (
            <Text component="span" size="xs" c="dimmed">
              {" "}
              version {line.version}
            </Text>
          )}
        </Text>
        <Badge color={colour}>{word}</Badge>
      </Group>
      <Text size="sm" mt={2}>
        {line.message}
      </Text>
      {line.run !== null && (
        <AnchorLink to="/runs/$id" params={{ id: line.run }} size="sm">
          {line.code === "already-active" ? "Open the run that is under way" : "Open the run"}
        </AnchorLink>
      )}
      {line.values !== undefined && line.values !== null && (
        <Box mt={6}>
          <JsonView value={line.values} label="Values it saw" maxHeight={160} />
        </Box>
      )}
    </Box>
  );
}
