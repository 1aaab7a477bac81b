// Bytes → JSON that can be stored: the text is checked before anything recurses over it.
import { isUtf8 } from "node:buffer";
import { parseJson } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import type { NulRule } from "./clean-json.ts";
import { cleanJson } from "./clean-json.ts";
import type { Fault, Refusal } from "./refusal.ts";
import { refuse } from "./refusal.ts";
import type { JsonLimits } from "./scan-json.ts";
import { EVENT_LIMITS, scanJson } from "./scan-json.ts";

/** How a text is read as JSON. */
export interface JsonReading {
  /** Default: those of one event. */
  readonly limits?: JsonLimits;
  /** Default: refuse. */
  readonly nul?: NulRule;
  /** Starts the pointers of faults. */
  readonly base?: string;
}

/** A text that was read. */
export interface ReadText {
  readonly kind: "text";
  readonly text: string;
}

/** A value that was read; it can be stored. */
export interface ReadJson {
  readonly kind: "json";
  readonly value: Json;
}

/** Text of bytes that must be UTF-8; a byte order mark is dropped. */
export function readText(bytes: Buffer, base = ""): ReadText | Refusal {
  if (!isUtf8(bytes)) {
    return refuse("Cannot read the body: it is not valid UTF-8", {
      code: "not-utf8",
      path: base,
      message: "is not valid UTF-8",
    });
  }
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return { kind: "text", text: bytes.toString("utf8", from) };
}

/** No character below these changes by NFC. */
const MAY_BE_DECOMPOSED = /[\u0300-\uffff]/;

/** JSON of bytes: scanned for depth and keys, parsed without losing a digit, and cleaned of what cannot be stored. */
export function readJson(bytes: Buffer, reading: JsonReading = {}): ReadJson | Refusal {
  const read = readText(bytes, reading.base);
  return read.kind === "refused" ? read : readJsonText(read.text, reading);
}

/** As `readJson`, for text that is already decoded. */
export function readJsonText(text: string, reading: JsonReading = {}): ReadJson | Refusal {
  const { limits = EVENT_LIMITS, nul = "refuse", base = "" } = reading;
  const scan = scanJson(text, limits);
  if (!scan.ok) {
    return refuse(`Cannot take the body: ${scan.reason}`, {
      code: "too-complex",
      path: scan.item === null ? base : `${base}/${scan.item}`,
      message: scan.reason,
    });
  }
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    const message = `is not JSON${where(error)}`;
    return refuse(`Cannot read the body: it ${message}`, { code: "not-json", path: base, message }, error);
  }
  if (!scan.escaped && !MAY_BE_DECOMPOSED.test(text)) return { kind: "json", value };
  const faults: Fault[] = [];
  const clean = cleanJson(value, nul, faults, base);
  if (faults.length === 0) return { kind: "json", value: clean };
  return { kind: "refused", message: "Cannot take the body: it holds values that cannot be stored", faults };
}

/** The position only: V8's message quotes the body, which may be private. */
function where(error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? "" : ` (at position ${position})`;
}
