import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";

interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that goes on. */
  readonly confirm: string;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot simply be taken back. */
export function askFirst({ title, text, confirm, onConfirm }: Question): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{text}</Text>,
    labels: { confirm, cancel: "Cancel" },
    confirmProps: { color: "red" },
    onConfirm,
  });
}
