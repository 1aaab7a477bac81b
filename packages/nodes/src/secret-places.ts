// Where a config may hold a secret: only where its schema takes one. Elsewhere `{"$secret"}` is data like any other.
import { isJsonObject } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import type { Secret } from "./secret.ts";

/** The names of the secrets that a config refers to. */
export function secretNames(config: Json, schema: JsonObject): readonly string[] {
  const names = new Set<string>();
  replaceSecrets(config, [schema], (name, reference) => {
    names.add(name);
    return reference;
  });
  return [...names];
}

/** The config with the secrets in the places of their names; one that is not given stays a name. */
export function withSecrets(
  config: Json,
  schema: JsonObject,
  secrets: ReadonlyMap<string, Secret<string>>,
): unknown {
  return replaceSecrets(config, [schema], (name, reference) => secrets.get(name) ?? reference);
}

type Replace = (name: string, reference: Json) => unknown;

function replaceSecrets(value: Json | undefined, schemas: readonly JsonObject[], replace: Replace): unknown {
  const choices = schemas.flatMap(alternatives);
  // Below nothing that is declared there is no place for a secret.
  if (choices.length === 0) return value;
  if (Array.isArray(value))
    return value.map((item: Json, index) => replaceSecrets(item, itemsOf(choices, index), replace));
  if (!isJsonObject(value)) return value;
  const name = value["$secret"];
  if (typeof name === "string" && choices.some(takesSecret)) return replace(name, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      replaceSecrets(child, propertyOf(choices, key), replace),
    ]),
  );
}

function takesSecret({ properties }: JsonObject): boolean {
  return isJsonObject(properties) && Object.hasOwn(properties, "$secret");
}

function itemsOf(schemas: readonly JsonObject[], index: number): readonly JsonObject[] {
  return schemas
    .map(({ prefixItems, items }) =>
      Array.isArray(prefixItems) ? ((prefixItems as readonly Json[])[index] ?? items) : items,
    )
    .filter(isJsonObject);
}

function propertyOf(schemas: readonly JsonObject[], key: string): readonly JsonObject[] {
  return schemas
    .map(({ properties, additionalProperties }) =>
      isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[key] : additionalProperties,
    )
    .filter(isJsonObject);
}

function alternatives(schema: JsonObject): readonly JsonObject[] {
  const choices = [schema["anyOf"], schema["oneOf"], schema["allOf"]]
    .flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : []))
    .filter(isJsonObject);
  return [schema, ...choices.flatMap(alternatives)];
}
