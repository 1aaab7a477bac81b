// What the dialog of a webhook holds, and how it becomes what is stored.
import { HOOK_REPEAT_WINDOW_S, HOOK_TOLERANCE_S, putHookSchema, repeatsKnownBy } from "@throughline/contract";
import type { HookMapping, SchemeKind, SignatureScheme } from "@throughline/contract";
import { wordSchema } from "@throughline/flow";
import type { z } from "zod";
import type { Answer } from "../api/client.ts";

export type Hook = Answer<"listHooks">["items"][number];
type StoredHook = z.input<typeof putHookSchema>;
type Hmac = Extract<SignatureScheme, { readonly kind: "hmac" }>;

/** The fields as they are typed; an empty text is a field that is not set. */
export interface HookForm {
  readonly key: string;
  readonly name: string;
  readonly kind: SchemeKind;
  readonly secret: string;
  /** Seconds for which the secret so far is taken beside a new one. */
  readonly keepPreviousS: string;
  readonly header: string;
  readonly algorithm: Hmac["algorithm"];
  readonly encoding: Hmac["encoding"];
  readonly prefix: string;
  readonly timestampHeader: string;
  readonly idHeader: string;
  readonly idPointer: string;
  readonly signed: string;
  readonly toleranceS: string;
  readonly repeatWindowS: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: string;
}

/** The form for a new webhook, or for one that is there. Its secret is never read back. */
export function toHookForm(hook: Hook | null): HookForm {
  const scheme = hook?.scheme;
  const hmac = scheme?.kind === "hmac" ? scheme : undefined;
  return {
    key: hook?.key ?? "",
    name: hook?.name ?? "",
    kind: scheme?.kind ?? "hmac",
    secret: "",
    keepPreviousS: "0",
    header: scheme?.kind === "bearer" ? (scheme.header ?? "") : (hmac?.header ?? "X-Signature"),
    algorithm: hmac?.algorithm ?? "sha256",
    encoding: hmac?.encoding ?? "hex",
    prefix: hmac === undefined ? "sha256=" : (hmac.prefix ?? ""),
    timestampHeader: hmac?.timestampHeader ?? "",
    idHeader: hmac?.idHeader ?? "",
    idPointer: hmac?.idPointer ?? "",
    signed: hmac?.signed ?? "",
    toleranceS: String(hook?.toleranceS ?? HOOK_TOLERANCE_S),
    repeatWindowS: String(hook?.repeatWindowS ?? HOOK_REPEAT_WINDOW_S),
    type: hook?.mapping.type ?? "",
    subject: hook?.mapping.subject ?? "",
    time: hook?.mapping.time ?? "",
    data: hook?.mapping.data ?? "",
  };
}

/** The same form for another sender; what a header is called differs from one to the next. */
export function withSender(form: HookForm, kind: SchemeKind): HookForm {
  return { ...form, kind, header: kind === "hmac" ? "X-Signature" : "" };
}

/** What is stored of a form; without a secret the stored one stays. */
export function fromHookForm(form: HookForm): StoredHook {
  return {
    name: form.name.trim(),
    scheme: schemeOf(form),
    mapping: mappingOf(form),
    toleranceS: Number(form.toleranceS),
    repeatWindowS: Number(form.repeatWindowS),
    ...(form.secret === "" ? {} : { secret: form.secret, keepPreviousS: Number(form.keepPreviousS) }),
  };
}

/** How calls are verified by this form. */
export function schemeOf(form: HookForm): SignatureScheme {
  if (form.kind === "bearer") return { kind: form.kind, ...given(form, "header") };
  if (form.kind !== "hmac") return { kind: form.kind };
  return {
    kind: form.kind,
    header: form.header,
    algorithm: form.algorithm,
    encoding: form.encoding,
    ...given(form, "prefix", "timestampHeader", "idHeader", "idPointer", "signed"),
  };
}

/** What becomes of a call by this form. */
export function mappingOf(form: HookForm): HookMapping {
  return given(form, "type", "subject", "time", "data");
}

function given<Name extends keyof HookForm>(
  form: HookForm,
  ...names: readonly Name[]
): { [K in Name]?: string } {
  const fields: { [K in Name]?: string } = {};
  for (const name of names) if (form[name] !== "") fields[name] = form[name];
  return fields;
}

/** How a call that is sent again is known, in a sentence. */
export function repeatsSentence(form: HookForm): string {
  switch (repeatsKnownBy(schemeOf(form))) {
    case "id":
      return "A call that is sent again is known by its id, which is signed.";
    case "time":
      return "A call that is sent again is known by its signed time: equal calls at other times are other events.";
    case "window":
      return "This sender signs neither an id nor a time. Equal calls count once, but only within this time; after it they are new, and a call that somebody recorded works again.";
  }
}

/** True where the window decides whether equal calls are repeats. */
export function hasWindow(form: HookForm): boolean {
  return repeatsKnownBy(schemeOf(form)) === "window";
}

/** True where the sender signs a time. */
export function hasTime({ kind, timestampHeader }: HookForm): boolean {
  return kind === "hmac" ? timestampHeader !== "" : timed.has(kind);
}

const timed: ReadonlySet<SchemeKind> = new Set([
  "standard-webhooks",
  "stripe",
  "slack",
  "zendesk",
  "hubspot",
  "gitlab",
]);

const header = "A header has letters, digits and hyphens only.";
const pointer = "A pointer starts with /.";
const sentences: Readonly<Record<string, string>> = {
  name: "A name has 1 to 120 characters.",
  secret: "A secret has 16 to 512 characters.",
  header,
  timestampHeader: header,
  idHeader: header,
  idPointer: pointer,
  prefix: "At most 32 characters.",
  signed:
    "Write {body} and what stands around it, of {id}, {time}, {method} and {url}; {time} and {id} need their headers, and a time header needs {time}.",
  toleranceS: "10 to 86400 seconds.",
};

/** What is wrong with a form, by field; empty when it can be stored. A new webhook needs a key that nobody has. */
export function checkHookForm(
  form: HookForm,
  others: readonly string[],
): Readonly<Partial<Record<keyof HookForm, string>>> {
  const parsed = putHookSchema.safeParse(fromHookForm(form));
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path.at(-1)));
  return {
    ...Object.fromEntries(wrong.map((field) => [field, sentences[field] ?? "This is not understood."])),
    ...(form.kind === "basic" && form.secret !== "" && !/^[^:]+:./.test(form.secret)
      ? { secret: "Write user, colon, password." }
      : {}),
    ...(wordSchema.safeParse(form.key).success
      ? {}
      : { key: "1 to 63 characters: a-z, 0-9 and hyphens, a letter first." }),
    ...(others.includes(form.key) ? { key: `There is a webhook “${form.key}” already. Edit that one.` } : {}),
  };
}
