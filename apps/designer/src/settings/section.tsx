import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import "./section.css";

interface SectionProps {
  readonly about: ReactNode;
  readonly action: string;
  /** Absent for whoever may not add one. */
  readonly onAdd: (() => void) | undefined;
  readonly children: ReactNode;
}

/** One kind of setting: what it is, a button to add one, the list. */
export function Section({ about, action, onAdd, children }: SectionProps) {
  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" c="dimmed" maw={680} component="div">
          {about}
        </Text>
        {onAdd !== undefined && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd} style={{ flex: "none" }}>
            {action}
          </Button>
        )}
      </Group>
      {children}
    </Stack>
  );
}

interface FormDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly canSave: boolean;
  /** Marks what is wrong when somebody wants to save what cannot be; without it the button is grey. */
  readonly onRefused?: () => void;
  readonly problem: string | null;
  readonly save?: string;
  readonly onClose: () => void;
  readonly onSave: () => void;
  readonly children: ReactNode;
}

/** A dialog with a form: fields, what is wrong, cancel and save. */
export function FormDialog({
  title,
  isOpen,
  isBusy,
  canSave,
  onRefused,
  problem,
  save = "Save",
  onClose,
  onSave,
  children,
}: FormDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (canSave) onSave();
          else onRefused?.();
        }}
      >
        <Stack>
          {children}
          {problem !== null && (
            <Text size="sm" c="red" role="alert">
              {problem}
            </Text>
          )}
          <Group justify="flex-end" className="tl-dialog-actions">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={!canSave && onRefused === undefined}>
              {save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
