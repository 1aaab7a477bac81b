/**
 * The attributes of a CloudEvent in binary mode: headers that begin with `ce-`, percent-encoded where they are not printable
 * ASCII. Null stands for a value that is neither.
 */
export function* ceHeaders(raw: readonly string[]): Generator<readonly [name: string, value: string | null]> {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const header = (raw[i] ?? "").toLowerCase();
    if (header.startsWith("ce-")) yield [header.slice(3), percentDecode(raw[i + 1] ?? "")];
  }
}

function percentDecode(value: string): string | null {
  const trimmed = value.trim();
  const quoted = trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"');
  const text = quoted ? trimmed.slice(1, -1).replace(/\\(.)/g, "$1") : trimmed;
  // Printable ASCII only, so that a header in another charset is refused, not guessed.
  if (!/^[\x20-\x7e]*$/.test(text)) return null;
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
