// Names that are computed, never drawn: whoever repeats a transaction gets the same ones.
import { sha256Hex } from "#sha256";
import { topicText } from "@throughline/flow";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const RUN_ID_CHARS = 26;
const SHORT_HASH_HEX_CHARS = 32;

/** Run id and Temporal workflow id of the run that this entry event starts in this flow; a new one for every event. */
export function runId(flow: string, entry: { readonly source: string; readonly id: string }): string {
  return `${flow}.${toBase32(sha256Hex(lengthPrefixed([flow, entry.source, entry.id]))).slice(0, RUN_ID_CHARS)}`;
}

/** Hex of the 16-byte hash under which an event was accepted, once and for ever. */
export function identityHash(event: { readonly source: string; readonly id: string }): string {
  return shortHash(lengthPrefixed([event.source, event.id]));
}

/** Hex of the 16-byte topic that waits and events meet in. */
export function topicHash(type: string, keyExpression: string, key: string): string {
  return shortHash(topicText(type, keyExpression, key));
}

/** Task id of a visit; `step` is `node.visit`. */
export function taskId(run: string, step: string): string {
  return `${run}.${step}`;
}

function lengthPrefixed(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join("");
}

function shortHash(text: string): string {
  return sha256Hex(text).slice(0, SHORT_HASH_HEX_CHARS);
}

function toBase32(hex: string): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (let at = 0; at < hex.length; at += 2) {
    held = (held << 8) | Number.parseInt(hex.slice(at, at + 2), 16);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31] ?? "";
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
