// A mail of a step as its reader got it, where the step's values hold the text as drawn.
import { Anchor, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { RunMessage } from "@throughline/contract";

const states: Readonly<Record<RunMessage["state"], string>> = {
  sent: "Sent",
  unsure: "Perhaps sent",
  suppressed: "Not sent",
  failed: "Not sent",
};

/** Names the mail and opens it. */
export function SentMail({ message }: { readonly message: RunMessage }) {
  return (
    <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>
      {states[message.state]} to {message.to}:{" "}
      <Anchor component="button" size="xs" onClick={() => open(message)}>
        {message.subject}
      </Anchor>
    </Text>
  );
}

function open({ to, cc, bcc, topic, subject, html }: RunMessage): void {
  modals.open({
    title: subject,
    size: "xl",
    children: (
      <>
        <Text size="sm" c="dimmed" mb="sm">
          To {to}
          {cc.length > 0 && `, copy to ${cc.join(", ")}`}
          {bcc.length > 0 && `, blind copy to ${bcc.join(", ")}`}
          {topic !== null && ` · ${topic}`}
        </Text>
        {/* A mail is a stranger's page: it may run nothing and lead nowhere. */}
        <iframe
          title="The mail"
          sandbox=""
          srcDoc={html}
          style={{ width: "100%", height: "60dvh", border: "1px solid var(--tl-line)", background: "white" }}
        />
      </>
    ),
  });
}
