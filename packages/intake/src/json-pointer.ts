/** One part of a JSON pointer (RFC 6901). */
export function pointerPart(key: PropertyKey): string {
  return String(key).replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The pointer that leads along these keys; "" is the whole. */
export function toPointer(keys: readonly PropertyKey[]): string {
  return keys.map((key) => `/${pointerPart(key)}`).join("");
}
