import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";

interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that goes on. */
  readonly confirm: string;
  /** What the button says that leaves all as it is. */
  readonly cancel?: string;
  /** It can be taken back after all, if not simply. */
  readonly isMild?: boolean;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot simply be taken back. */
export function askFirst({
  title,
  text,
  confirm,
  cancel = "Cancel",
  isMild = false,
  onConfirm,
}: Question): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{text}</Text>,
    labels: { confirm, cancel },
    ...(isMild ? {} : { confirmProps: { color: "red" } }),
    onConfirm,
  });
}
