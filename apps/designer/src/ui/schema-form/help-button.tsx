import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";
import { ExpressionHelp } from "./expression-help.tsx";

interface HelpButtonProps {
  readonly label: string;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onPick: (expression: string) => void;
}

/** A button that opens the help on expressions. */
export function HelpButton({ label, isOpen, onOpen, onPick }: HelpButtonProps) {
  return (
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-end"
      width={440}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Tooltip label="What one may write here (F1)">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Help on expressions for ${label}`}
            onClick={() => onOpen(!isOpen)}
          >
            <IconHelp size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label="Help on expressions">
        <ExpressionHelp
          onPick={(expression) => {
            onOpen(false);
            onPick(expression);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
