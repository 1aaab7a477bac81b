// JSON.parse takes a million nested arrays and later recursion dies of them, so the text is scanned before it is parsed.

/** What a text may hold at most. */
export interface JsonLimits {
  readonly depth: number;
  readonly keys: number;
  readonly keyLength: number;
  /** When the text is a list, each of its items may hold that much. */
  readonly perItem: boolean;
}

/** One event. */
export const EVENT_LIMITS: JsonLimits = { depth: 64, keys: 10_000, keyLength: 256, perItem: false };
/** One event or a list of them. */
export const EVENTS_LIMITS: JsonLimits = { ...EVENT_LIMITS, perItem: true };
/** A flow: 2,000 nodes with a hundred keys each. */
export const DOCUMENT_LIMITS: JsonLimits = { ...EVENT_LIMITS, keys: 200_000 };

export type Scan =
  /** `escaped`: there is an escape that the parsed value must be walked for. */
  | { readonly ok: true; readonly escaped: boolean }
  /** `item`: the index in a list whose items count each on their own. */
  | { readonly ok: false; readonly reason: string; readonly item: number | null };

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const COMMA = 44;
const OPEN_LIST = 91;

/** Counts nesting and keys in one pass, without judging whether the text is JSON. */
export function scanJson(text: string, limits: JsonLimits = EVENT_LIMITS): Scan {
  const length = text.length;
  let depth = 0;
  let keys = 0;
  let lastString = 0;
  let escaped = false;
  const isCountedPerItem = limits.perItem && /^\s*\[/.test(text);
  const deepest = limits.depth + (isCountedPerItem ? 1 : 0);
  let item = 0;
  const refuse = (reason: string): Scan => ({ ok: false, reason, item: isCountedPerItem ? item : null });
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      const end = endOfString(text, i + 1);
      if (end.escaped) escaped = true;
      lastString = end.at - i - 1;
      i = end.at;
    } else if (c === 123 || c === OPEN_LIST) {
      if (++depth > deepest) return refuse(`nested deeper than ${limits.depth} levels`);
    } else if (c === 125 || c === 93) {
      depth--;
    } else if (c === COLON) {
      if (++keys > limits.keys) return refuse(`more than ${limits.keys} keys`);
      if (lastString > limits.keyLength) return refuse(`a key is longer than ${limits.keyLength} characters`);
    } else if (c === COMMA && depth === 1 && isCountedPerItem) {
      item++;
      keys = 0;
    }
  }
  return { ok: true, escaped };
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
