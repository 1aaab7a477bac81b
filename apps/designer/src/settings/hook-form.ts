// What the dialog of a webhook holds, and how it becomes what is stored.
import { putHookSchema } from "@throughline/contract";
import type { SignatureScheme } from "@throughline/contract";
import { wordSchema } from "@throughline/flow";
import type { z } from "zod";
import type { Answer } from "../api/client.ts";

export type Hook = Answer<"listHooks">["items"][number];
type StoredHook = z.input<typeof putHookSchema>;

/** The fields as they are typed; an empty text is a field that is not set. */
export interface HookForm {
  readonly key: string;
  readonly name: string;
  readonly secret: string;
  readonly header: string;
  readonly algorithm: SignatureScheme["algorithm"];
  readonly encoding: SignatureScheme["encoding"];
  readonly prefix: string;
  readonly timestampHeader: string;
  readonly idHeader: string;
  readonly subjectPointer: string;
}

/** The form for a new webhook, or for one that is there. Its secret is never read back. */
export function toHookForm(hook: Hook | null): HookForm {
  return {
    key: hook?.key ?? "",
    name: hook?.name ?? "",
    secret: "",
    header: hook?.scheme.header ?? "X-Signature",
    algorithm: hook?.scheme.algorithm ?? "sha256",
    encoding: hook?.scheme.encoding ?? "hex",
    prefix: hook === null ? "sha256=" : (hook.scheme.prefix ?? ""),
    timestampHeader: hook?.scheme.timestampHeader ?? "",
    idHeader: hook?.scheme.idHeader ?? "",
    subjectPointer: hook?.scheme.subjectPointer ?? "",
  };
}

/** What is stored of a form; without a secret the stored one stays. */
export function fromHookForm(form: HookForm): StoredHook {
  const given = (name: "prefix" | "timestampHeader" | "idHeader" | "subjectPointer") =>
    form[name] === "" ? {} : { [name]: form[name] };
  return {
    name: form.name.trim(),
    scheme: {
      kind: "hmac",
      header: form.header,
      algorithm: form.algorithm,
      encoding: form.encoding,
      ...given("prefix"),
      ...given("timestampHeader"),
      ...given("idHeader"),
      ...given("subjectPointer"),
    },
    ...(form.secret === "" ? {} : { secret: form.secret }),
  };
}

const sentences: Readonly<Record<string, string>> = {
  name: "A name has 1 to 120 characters.",
  secret: "A secret has 16 to 512 characters.",
  header: "A header has letters, digits and hyphens only.",
  timestampHeader: "A header has letters, digits and hyphens only.",
  idHeader: "A header has letters, digits and hyphens only.",
  prefix: "At most 32 characters.",
};

/** What is wrong with a form, by field; empty when it can be stored. A new webhook needs a key that nobody has. */
export function checkHookForm(
  form: HookForm,
  others: readonly string[],
): Readonly<Partial<Record<keyof HookForm, string>>> {
  const parsed = putHookSchema.safeParse(fromHookForm(form));
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path.at(-1)));
  const pointer = form.subjectPointer;
  return {
    ...Object.fromEntries(wrong.map((field) => [field, sentences[field] ?? "This is not understood."])),
    ...(wordSchema.safeParse(form.key).success
      ? {}
      : { key: "1 to 63 characters: a-z, 0-9 and hyphens, a letter first." }),
    ...(others.includes(form.key) ? { key: `There is a webhook “${form.key}” already. Edit that one.` } : {}),
    ...(pointer === "" || pointer.startsWith("/") ? {} : { subjectPointer: "A pointer starts with /." }),
  };
}
