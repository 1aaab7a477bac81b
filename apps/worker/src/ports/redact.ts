import type { Json } from "@throughline/flow";
import type { Secret } from "@throughline/nodes";

/** Shorter values would blank out half of every text. */
const shortest = 4;

/** The text with every value of these secrets replaced by dots. */
export function redactText(text: string, secrets: readonly Secret<string>[]): string {
  return secrets
    .map((secret) => secret.reveal())
    .filter((value) => value.length >= shortest)
    .reduce((cleaned, value) => cleaned.replaceAll(value, "•••"), text);
}

/** The value with every text in it cleaned, keys included. */
export function redactJson(value: Json, secrets: readonly Secret<string>[]): Json {
  if (secrets.length === 0) return value;
  if (typeof value === "string") return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item: Json) => redactJson(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactText(key, secrets),
      item === undefined ? undefined : redactJson(item, secrets),
    ]),
  );
}
