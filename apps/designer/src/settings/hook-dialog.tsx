import { PasswordInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { sayDone } from "../ui/say.ts";
import { checkHookForm, fromHookForm, toHookForm } from "./hook-form.ts";
import type { Hook, HookForm } from "./hook-form.ts";
import { FormDialog } from "./section.tsx";
import { useMarked } from "./use-marked.ts";

const required: ReadonlySet<keyof HookForm> = new Set(["name", "key", "header"]);

interface HookDialogProps {
  /** The webhook to change; null makes a new one. */
  readonly hook: Hook | null;
  /** Keys that a new webhook cannot have. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** Makes or changes a webhook. Mounted for one opening, so that nothing typed before, a secret least of all, is left. */
export function HookDialog({ hook, taken, onClose }: HookDialogProps) {
  const client = useQueryClient();
  const [form, setForm] = useState<HookForm>(() => toHookForm(hook));
  const wrong = checkHookForm(form, hook === null ? taken : []);
  const marked = useMarked<keyof HookForm>();
  const save = useMutation({
    mutationFn: () => call("putHook", { params: { key: form.key }, body: fromHookForm(form) }),
    onSuccess: async () => {
      sayDone("Stored");
      onClose();
      await client.invalidateQueries({ queryKey: ["hooks"] });
    },
  });
  const text = (field: keyof HookForm, label: string, description?: string, placeholder?: string) => (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder ?? ""}
      value={form[field]}
      required={required.has(field)}
      error={marked.at(wrong, field)}
      onBlur={() => marked.leave(field)}
      onChange={(event) => setForm({ ...form, [field]: event.currentTarget.value })}
    />
  );
  return (
    <FormDialog
      title={hook === null ? "New webhook" : `Webhook ${hook.key}`}
      isOpen
      isBusy={save.isPending}
      canSave={Object.keys(wrong).length === 0}
      onRefused={marked.all}
      problem={save.error === null ? null : toMessage(save.error)}
      onClose={onClose}
      onSave={() => save.mutate()}
    >
      {text("name", "Name", undefined, "Supplier")}
      {hook === null && text("key", "Key", "The last part of its address: /hooks/…", "supplier")}
      <PasswordInput
        label={hook?.state === "verified" ? "New secret" : "Secret"}
        description={
          hook?.state === "verified"
            ? "Left empty, the stored one stays."
            : "At least 16 characters, the same on both sides. Without it every call is refused."
        }
        autoComplete="new-password"
        value={form.secret}
        error={marked.at(wrong, "secret")}
        onBlur={() => marked.leave("secret")}
        onChange={(event) => setForm({ ...form, secret: event.currentTarget.value })}
      />
      {text("header", "Signature header")}
      {text("prefix", "Text before the signature", "Such as sha256=")}
      <Select
        label="Signed with"
        data={[
          { value: "sha256", label: "HMAC SHA-256" },
          { value: "sha512", label: "HMAC SHA-512" },
        ]}
        value={form.algorithm}
        allowDeselect={false}
        onChange={(next) => setForm({ ...form, algorithm: next === "sha512" ? "sha512" : "sha256" })}
      />
      <Select
        label="Written as"
        data={["hex", "base64"]}
        value={form.encoding}
        allowDeselect={false}
        onChange={(next) => setForm({ ...form, encoding: next === "base64" ? "base64" : "hex" })}
      />
      {text(
        "timestampHeader",
        "Time header",
        "Its seconds since 1970 are signed in front of the body; older calls are refused.",
      )}
      {text("idHeader", "Delivery header", "Names the delivery, so that a repeat is known.")}
      {text(
        "subjectPointer",
        "Subject in the body",
        "A JSON pointer to who or what it is about.",
        "/customer/id",
      )}
    </FormDialog>
  );
}
