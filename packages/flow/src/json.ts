/** A JSON value. Everything that crosses a border (document, plan, event, state) is one. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a missing key and `undefined` are the same thing. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a JSON object: not a list, not null. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
