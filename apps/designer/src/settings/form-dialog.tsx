import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";
import { toMessage } from "../api/client.ts";
import { sayDone } from "../ui/say.ts";
import "./form-dialog.css";

/** The fields of a dialog as far as they can be wrong. */
interface Marked<Field extends string> {
  readonly isRight: boolean;
  /** The sentence to show at a field, and what tells that it was left. */
  readonly at: (field: Field) => { readonly error: string | undefined; readonly onBlur: () => void };
  readonly markAll: () => void;
}

/** Marks what is wrong: at fields that were left, and at all of them once somebody wants to save. */
export function useMarked<Field extends string>(
  wrong: Readonly<Partial<Record<Field, string>>>,
): Marked<Field> {
  const [left, setLeft] = useState<ReadonlySet<Field> | "all">(new Set());
  return {
    isRight: Object.keys(wrong).length === 0,
    at: (field) => ({
      error: left === "all" || left.has(field) ? wrong[field] : undefined,
      onBlur: () => setLeft((old) => (old === "all" ? old : new Set([...old, field]))),
    }),
    markAll: () => setLeft("all"),
  };
}

interface FormDialogProps {
  readonly title: string;
  readonly form: Pick<Marked<never>, "isRight" | "markAll">;
  /** What the button says. */
  readonly save?: string;
  /** What is said once it is stored; null where the page says it. */
  readonly done?: string | null;
  /** Stores what is typed. */
  readonly onSave: () => Promise<unknown>;
  /** What to ask for again once it is stored. */
  readonly queryKey: readonly string[];
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog with a form: fields, what is wrong, cancel and save. Open as long as it is mounted. */
export function FormDialog(props: FormDialogProps) {
  const { title, form, save = "Save", done = "Stored", onSave, queryKey, onClose, children } = props;
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: onSave,
    onSuccess: async () => {
      if (done !== null) sayDone(done);
      onClose();
      await client.invalidateQueries({ queryKey });
    },
  });
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (form.isRight) saving.mutate();
          else form.markAll();
        }}
      >
        <Stack>
          {children}
          {saving.error !== null && (
            <Text size="sm" c="red" role="alert">
              {toMessage(saving.error)}
            </Text>
          )}
          <Group justify="flex-end" className="tl-dialog-actions">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
