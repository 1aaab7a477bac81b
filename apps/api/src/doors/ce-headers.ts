import { isUtf8 } from "node:buffer";

/**
 * The attributes of a CloudEvent in binary mode: headers that begin with `ce-`. The specification wants what is not printable
 * ASCII percent-encoded; official clients send it as plain UTF-8, and a `%` as it is, so both are read. Null stands for
 * bytes that are neither.
 */
export function* ceHeaders(raw: readonly string[]): Generator<readonly [name: string, value: string | null]> {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const header = (raw[i] ?? "").toLowerCase();
    if (header.startsWith("ce-")) yield [header.slice(3), textOf(raw[i + 1] ?? "")];
  }
}

function textOf(value: string): string | null {
  const trimmed = value.trim();
  const quoted = trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"');
  // Node hands the bytes of a header on as Latin-1.
  const bytes = Buffer.from(quoted ? trimmed.slice(1, -1).replace(/\\(.)/g, "$1") : trimmed, "latin1");
  if (!isUtf8(bytes)) return null;
  return bytes.toString("utf8").replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, percentDecode);
}

/** A run of escapes that is no UTF-8 was not meant as one. */
function percentDecode(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}
