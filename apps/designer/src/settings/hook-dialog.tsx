import { Divider, PasswordInput, Select, Text, TextInput } from "@mantine/core";
import type { SchemeKind } from "@throughline/contract";
import { useState } from "react";
import { call } from "../api/client.ts";
import { hooksQuery } from "../api/queries.ts";
import { When } from "../ui/when.tsx";
import { FormDialog, useMarked } from "./form-dialog.tsx";
import { HookCalls } from "./hook-calls.tsx";
import {
  checkHookForm,
  fromHookForm,
  hasTime,
  hasWindow,
  mappingOf,
  repeatsSentence,
  schemeOf,
  toHookForm,
  withSender,
} from "./hook-form.ts";
import type { Hook, HookForm } from "./hook-form.ts";
import { hookSender, hookSenders } from "./hook-senders.ts";

const required: ReadonlySet<keyof HookForm> = new Set(["name", "key"]);
const algorithms = [
  { value: "sha256", label: "HMAC SHA-256" },
  { value: "sha512", label: "HMAC SHA-512" },
  { value: "sha1", label: "HMAC SHA-1" },
] as const;
const times = [
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "1 day" },
  { value: "604800", label: "7 days" },
  { value: "2592000", label: "30 days" },
];

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
  const choice = (
    field: keyof HookForm,
    label: string,
    data: readonly (string | { readonly value: string; readonly label: string })[],
    description?: string,
  ) => (
    <Select
      label={label}
      description={description}
      data={data}
      value={form[field]}
      allowDeselect={false}
      onChange={(next) => setForm({ ...form, [field]: next ?? form[field] })}
    />
  );
  const sender = hookSender(form.kind);
  const hasSecret = hook?.state === "verified";
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
      <Select
        label="Sender"
        description={sender.setup}
        data={Object.entries(hookSenders).map(([value, { title }]) => ({ value, label: title }))}
        value={form.kind}
        allowDeselect={false}
        onChange={(next) => {
          if (isKind(next)) setForm(withSender(form, next));
        }}
      />
      <PasswordInput
        label={hasSecret ? "New secret" : "Secret"}
        description={hasSecret ? `Left empty, the stored one stays. ${sender.secret}` : sender.secret}
        autoComplete="new-password"
        value={form.secret}
        {...marked.at("secret")}
        onChange={(event) => setForm({ ...form, secret: event.currentTarget.value })}
      />
      {hasSecret &&
        form.secret !== "" &&
        choice(
          "keepPreviousS",
          "Calls signed with the secret so far",
          [
            { value: "0", label: "are refused from now on" },
            ...times.map(({ value, label }) => ({ value, label: `are taken too for ${label}` })),
          ],
          "While a sender changes over, both are right.",
        )}
      {typeof hook?.previousUntil === "string" && form.secret === "" && (
        <Text size="sm" c="dimmed">
          The secret before this one is taken too, until <When at={hook.previousUntil} />.
        </Text>
      )}
      {form.kind === "bearer" &&
        text("header", "Header", "Empty: Authorization, after the word Bearer.", "X-Api-Key")}
      {form.kind === "hmac" && (
        <>
          {text("header", "Signature header")}
          {text("prefix", "Text before the signature", "Such as sha256=")}
          {choice("algorithm", "Signed with", algorithms)}
          {choice("encoding", "Written as", ["hex", "base64"])}
          {text(
            "timestampHeader",
            "Time header",
            "Its time is signed with the body; older calls are refused.",
          )}
          {text(
            "idHeader",
            "Delivery header",
            "Names the delivery. Where it is not signed, it does not decide alone.",
          )}
          {text(
            "idPointer",
            "Id in the body",
            "A JSON pointer to what names the event. It is signed.",
            "/id",
          )}
          {text(
            "signed",
            "What is signed",
            "Of {id}, {time}, {method}, {url} and {body}. Empty: {body}, with a time header {time}.{body}",
            "{time}.{body}",
          )}
        </>
      )}
      {hasTime(form) && text("toleranceS", "Seconds the signed time may be away", "Older calls are refused.")}
      <Text size="sm" c="dimmed">
        {repeatsSentence(form)}
      </Text>
      {hasWindow(form) &&
        choice("repeatWindowS", "Equal calls count once within", [
          ...times,
          { value: "0", label: "no time: each call is new" },
        ])}
      <Divider label="What becomes of a call" labelPosition="left" />
      <Text size="sm" c="dimmed">
        Expressions over body, headers, query and known (what is known of this sender), or a JSON pointer into
        the body such as /customer/id. Left empty, what is known of the sender is taken.
      </Text>
      {text(
        "type",
        "Type of the event",
        `Empty: hook.${form.key === "" ? "…" : form.key} and what the sender calls it.`,
      )}
      {text("subject", "Subject", "Who or what it is about: a text or a number.", "/customer/id")}
      {text("time", "Time", "When it happened.", "body.created_at")}
      {text("data", "Data", "Empty: the body.", '{"body": body, "topic": headers["x-topic"]}')}
      <HookCalls hookKey={hook?.key ?? null} scheme={schemeOf(form)} mapping={mappingOf(form)} />
    </FormDialog>
  );
}

function isKind(value: string | null): value is SchemeKind {
  return value !== null && Object.hasOwn(hookSenders, value);
}
