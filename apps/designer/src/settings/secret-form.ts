// What is wrong with the dialog of a secret, in sentences.
import { putSecretSchema } from "@throughline/contract";
import { wordSchema } from "@throughline/flow";

/** The fields as they are typed. */
export interface SecretForm {
  readonly name: string;
  readonly value: string;
  readonly hosts: readonly string[];
}

/** What is wrong with a form, by field; empty when it can be stored. `taken` are the names that it cannot have. */
export function checkSecretForm(
  { name, value, hosts }: SecretForm,
  taken: readonly string[],
): Readonly<Partial<Record<keyof SecretForm, string>>> {
  const parsed = putSecretSchema.safeParse({ value, hosts });
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]));
  return {
    ...nameProblem(name, taken),
    ...(wrong.has("value") ? { value: "A value has 1 to 8192 characters." } : {}),
    ...(hosts.length === 0
      ? { hosts: "Name at least one host that it may be sent to." }
      : wrong.has("hosts")
        ? { hosts: "Up to 20 names such as api.example.com, without https://, port or path." }
        : {}),
  };
}

function nameProblem(name: string, taken: readonly string[]): { readonly name?: string } {
  if (!wordSchema.safeParse(name).success)
    return { name: "1 to 63 characters: a-z, 0-9 and hyphens, a letter first." };
  return taken.includes(name) ? { name: `There is a secret “${name}” already. Replace that one.` } : {};
}
