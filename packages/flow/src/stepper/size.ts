/** State larger than this (bytes of JSON, estimated) parks the run at its next command. */
export const MAX_STATE_BYTES = 1_000_000;

/** About how long a value is as JSON; text outside ASCII is counted as three bytes. Never throws for JSON. */
export function approximateBytes(value: unknown): number {
  if (typeof value === "string") return 2 + textBytes(value);
  if (typeof value === "number") return 8;
  if (typeof value === "boolean") return 5;
  if (typeof value !== "object") return 0;
  return value === null ? 4 : containerBytes(value);
}

function containerBytes(value: object): number {
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += approximateBytes(item) + 1;
    return bytes;
  }
  for (const key of Object.keys(value)) {
    bytes += textBytes(key) + 4 + approximateBytes((value as Record<string, unknown>)[key]);
  }
  return bytes;
}

const BEYOND_ASCII = /[^\0-\x7f]/;

function textBytes(text: string): number {
  let bytes = text.length;
  if (!BEYOND_ASCII.test(text)) return bytes;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) bytes += 2;
  return bytes;
}
