import { Code, CopyButton, ActionIcon, Box, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** A value as readable JSON with a copy button. */
export function JsonView({
  value,
  label,
  maxHeight = 260,
}: {
  readonly value: unknown;
  readonly label: string;
  readonly maxHeight?: number;
}) {
  const text = JSON.stringify(value, null, 2) ?? "nothing";
  return (
    <Box pos="relative">
      <Code
        block
        tabIndex={0}
        aria-label={label}
        role="region"
        style={{ maxHeight, overflow: "auto", background: "var(--tl-sunken)", fontSize: 12 }}
      >
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy"}>
            <ActionIcon
              pos="absolute"
              top={6}
              right={6}
              size="sm"
              variant="subtle"
              color="gray"
              onClick={copy}
              aria-label={`Copy ${label}`}
            >
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Box>
  );
}
