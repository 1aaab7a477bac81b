import { PasswordInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../api/client.ts";
import { hooksQuery } from "../api/queries.ts";
import { FormDialog, useMarked } from "./form-dialog.tsx";
import { checkHookForm, fromHookForm, toHookForm } from "./hook-form.ts";
import type { Hook, HookForm } from "./hook-form.ts";

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
  const [form, setForm] = useState<HookForm>(() => toHookForm(hook));
  const marked = useMarked(checkHookForm(form, hook === null ? taken : []));
  const text = (field: keyof HookForm, label: string, description?: string, placeholder?: string) => (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder ?? ""}
      value={form[field]}
      required={required.has(field)}
      {...marked.at(field)}
      onChange={(event) => setForm({ ...form, [field]: event.currentTarget.value })}
    />
  );
  return (
    <FormDialog
      title={hook === null ? "New webhook" : `Webhook ${hook.key}`}
      form={marked}
      onSave={() => call("putHook", { params: { key: form.key }, body: fromHookForm(form) })}
      queryKey={hooksQuery.queryKey}
      onClose={onClose}
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
        {...marked.at("secret")}
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
