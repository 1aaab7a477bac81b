// JSON.parse takes a million nested arrays and later recursion dies of them, so the text is scanned before it is parsed.

/** What a text may hold at most. */
interface JsonLimits {
  readonly depth: number;
  readonly keys: number;
  readonly keyLength: number;
}

const JSON_LIMITS: JsonLimits = { depth: 64, keys: 10_000, keyLength: 256 };

export type Scan =
  /** `suspicious`: an escape or a number that the parsed value must be walked for. */
  { readonly ok: true; readonly suspicious: boolean } | { readonly ok: false; readonly reason: string };

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;

/** Counts nesting and keys in one pass, without judging whether the text is JSON. */
export function scanJson(text: string, limits: JsonLimits = JSON_LIMITS): Scan {
  const length = text.length;
  let depth = 0;
  let keys = 0;
  let lastString = 0;
  let suspicious = false;
  let numberStart = -1;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      const end = endOfString(text, i + 1);
      if (!suspicious && end.escaped) suspicious = true;
      lastString = end.at - i - 1;
      i = end.at;
      numberStart = -1;
    } else if (c === 123 || c === 91) {
      if (++depth > limits.depth) return { ok: false, reason: `nested deeper than ${limits.depth} levels` };
      numberStart = -1;
    } else if (c === 125 || c === 93) {
      depth--;
      numberStart = -1;
    } else if (c === COLON) {
      if (++keys > limits.keys) return { ok: false, reason: `more than ${limits.keys} keys` };
      if (lastString > limits.keyLength)
        return { ok: false, reason: `a key is longer than ${limits.keyLength} characters` };
    } else if (c >= 48 && c <= 57) {
      if (numberStart < 0) numberStart = i;
      else if (i - numberStart > 300) suspicious = true;
    } else if ((c === 101 || c === 69) && numberStart >= 0) {
      suspicious = true;
    } else if (c !== 46) {
      numberStart = -1;
    }
  }
  return { ok: true, suspicious };
}

function endOfString(text: string, from: number): { readonly at: number; readonly escaped: boolean } {
  let escaped = false;
  let at = text.indexOf('"', from);
  while (at >= 0) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) break;
    escaped = true;
    at = text.indexOf('"', at + 1);
  }
  if (at < 0) at = text.length;
  if (!escaped) {
    const slash = text.indexOf("\\", from);
    escaped = slash >= 0 && slash < at;
  }
  return { at, escaped };
}
