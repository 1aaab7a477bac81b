// From the bytes of an answer to a value that Postgres and Temporal can keep. Whatever the server says its answer is, a call
// that was done does not fail because of it.
import { parseJson } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import type { OutboundResponse } from "@throughline/nodes";

export interface ReadAnswer {
  /** Parsed JSON or text; null when there is none. */
  readonly body: Json;
  /** Why it is not the whole answer, as a sentence; null when it is. */
  readonly cut: string | null;
}

/** Deeper JSON is kept as its text: whoever walks it may run out of stack. */
const DEEPEST = 64;

/** JSON by its content type or its looks, text in its own charset, and nothing of what is neither. */
export function readAnswer({ headers, body, bytes, cut }: OutboundResponse): ReadAnswer {
  const type = headers["content-type"] ?? "";
  const text = toText(body, type);
  if (cut !== null)
    return { body: text === null || text === "" ? null : clean(text), cut: sentences[cut](bytes, headers) };
  if (body.length === 0) return { body: null, cut: null };
  if (text === null)
    return {
      body: null,
      cut: `The answer is no text (${nameOf(type)}, ${bytes} bytes), so nothing of it is kept.`,
    };
  if (!/[/+]json\b/i.test(type) && !/^\s*[[{]/.test(text) && type !== "")
    return { body: clean(text), cut: null };
  if (isDeep(text))
    return {
      body: clean(text),
      cut: `The answer is nested deeper than ${DEEPEST} levels, so it is kept as text.`,
    };
  try {
    return { body: parseJson(text, (_key, value) => cleanValue(value)), cut: null };
  } catch {
    return { body: clean(text), cut: null };
  }
}

const sentences: Readonly<
  Record<
    NonNullable<OutboundResponse["cut"]>,
    (bytes: number, headers: OutboundResponse["headers"]) => string
  >
> = {
  "too-large": (bytes) =>
    `The answer has ${bytes} bytes or more, of which 1 MB is read: this is its beginning.`,
  broken: (bytes) => `The answer broke off or was too slow after ${bytes} bytes: this is its beginning.`,
  encoding: (_bytes, headers) =>
    `The answer cannot be unpacked (content-encoding ${nameOf(headers["content-encoding"] ?? "")}).`,
  redirect: (_bytes, headers) =>
    `The answer sends to ${(headers["location"] ?? "").slice(0, 200)}, which could not be read.`,
};

/** What a server calls something, short. */
function nameOf(text: string): string {
  return clean(text).slice(0, 100) || "unknown";
}

/** Null: bytes of which nobody said that they are text, and that are none. */
function toText(body: Buffer, type: string): string | null {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(type)?.[1];
  if (charset !== undefined) {
    try {
      return new TextDecoder(charset).decode(body);
    } catch {
      // A name that nobody knows: UTF-8, as most.
    }
  }
  const text = new TextDecoder().decode(body);
  const isText = type === "" || /^text\/|json|xml|javascript|x-www-form-urlencoded/i.test(type);
  return isText || !/[\uFFFD\0]/.test(text) ? text : null;
}

function isDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isInText && sign === "\\") at++;
    else if (sign === '"') isInText = !isInText;
    else if (isInText) continue;
    else if ((sign === "[" || sign === "{") && ++depth > DEEPEST) return true;
    else if (sign === "]" || sign === "}") depth--;
  }
  return false;
}

/** Postgres keeps no NUL, and neither Postgres nor Temporal a lone surrogate: in texts as in names. All are composed (NFC). */
function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.every(([name]) => clean(name) === name)
    ? value
    : Object.fromEntries(entries.map(([name, inner]) => [clean(name), inner as unknown]));
}

function clean(text: string): string {
  // Encoding replaces lone surrogates.
  return Buffer.from(text, "utf8").toString("utf8").replaceAll("\0", "\uFFFD").normalize("NFC");
}
