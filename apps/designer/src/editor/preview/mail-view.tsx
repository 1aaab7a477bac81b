import { Alert, Box, Group, SegmentedControl, Stack, Table, Text } from "@mantine/core";
import type { Preview } from "@throughline/contract";
import { useState } from "react";
import { MailFrame } from "./mail-frame.tsx";

type Look = "light" | "dark" | "text";

/** What a node would write: whom the mail goes to, how it looks, and what stands against it. */
export function MailView({ preview }: { readonly preview: Preview }) {
  const { mail, texts } = preview;
  const isEmpty = mail === null && texts.length === 0 && preview.problems.length === 0;
  return (
    <Stack gap="sm">
      <Obstacles preview={preview} />
      {mail !== null && <Mail mail={mail} />}
      {texts.map(({ field, title, text }) => (
        <div key={field}>
          <Text size="xs" c="dimmed">
            {title}
          </Text>
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {text}
          </Text>
        </div>
      ))}
      {isEmpty && <Text c="dimmed">This node writes nothing yet: fill in its texts.</Text>}
    </Stack>
  );
}

function Obstacles({ preview: { missing, problems, samples } }: { readonly preview: Preview }) {
  return (
    <div aria-live="polite">
      {missing.length > 0 && (
        <Alert color="yellow" variant="light" title="Not there with these values" mb="xs">
          <Text size="sm">
            {missing.join(", ")}. A run would send nothing: it stops here, or leaves by its port for failures.
            Write what to print instead, such as {`{{ ${missing[0] ?? "value"} | default: "…" }}`}.
          </Text>
        </Alert>
      )}
      {problems.length > 0 && (
        <Alert color="red" variant="light" title="It cannot be sent like this" mb="xs">
          {problems.map(({ message }) => (
            <Text size="sm" key={message} style={{ overflowWrap: "anywhere" }}>
              {message}
            </Text>
          ))}
        </Alert>
      )}
      {samples.length > 1 && (
        <Text size="xs" c="dimmed">
          Values of other steps are the samples of their types.
        </Text>
      )}
    </div>
  );
}

function Mail({ mail }: { readonly mail: NonNullable<Preview["mail"]> }) {
  const [look, setLook] = useState<Look>("light");
  const head: readonly (readonly [string, string | null])[] = [
    ["From", mail.from ?? "the installation's own sender"],
    ["To", mail.to],
    ["Copy to", mail.cc],
    ["Blind copy to", mail.bcc],
    ["Reply to", mail.replyTo],
    ["About", mail.topic],
    ["Subject line", mail.subject === "" ? "(empty)" : mail.subject],
  ];
  return (
    <>
      <Table aria-label="Head of the mail" withRowBorders={false} verticalSpacing={2} layout="fixed">
        <Table.Tbody>
          {head.map(
            ([name, value]) =>
              value !== null && (
                <Table.Tr key={name}>
                  <Table.Th w={120} fw={500} c="dimmed" scope="row">
                    {name}
                  </Table.Th>
                  <Table.Td
                    fw={name === "Subject line" ? 600 : undefined}
                    style={{ overflowWrap: "anywhere" }}
                  >
                    {value}
                  </Table.Td>
                </Table.Tr>
              ),
          )}
        </Table.Tbody>
      </Table>
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="How it is shown"
          value={look}
          onChange={(next) => setLook(next as Look)} // one of the values below
          data={[
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
            { value: "text", label: "Plain text" },
          ]}
        />
        <Text size="xs" c="dimmed">
          Pictures from other servers are not loaded here.
        </Text>
      </Group>
      {look === "text" ? (
        <Box
          component="pre"
          tabIndex={0}
          aria-label="The mail, plain text"
          className="tl-mono"
          m={0}
          p="sm"
          style={{
            whiteSpace: "pre-wrap",
            overflow: "auto",
            maxHeight: "38dvh",
            fontSize: 13,
            background: "var(--tl-sunken)",
            borderRadius: 8,
          }}
        >
          {mail.text}
        </Box>
      ) : (
        <MailFrame html={mail.html} isDark={look === "dark"} />
      )}
    </>
  );
}
