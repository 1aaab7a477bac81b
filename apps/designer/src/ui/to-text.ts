/** A word or number as text; anything else (a list, an object, nothing) as the fallback. */
export function toText(value: unknown, fallback = ""): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : fallback;
}
