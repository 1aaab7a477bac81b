// Names that are computed, never drawn: whoever repeats a transaction gets the same ones.
import { createHash } from "node:crypto";
import { topicText } from "@throughline/flow";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const RUN_ID_CHARS = 26;
const SHORT_HASH_BYTES = 16;

/** Run id and Temporal workflow id of the run that this entry event starts in this flow; a new one for every event. */
export function runId(flow: string, entry: { readonly source: string; readonly id: string }): string {
  return `${flow}.${toBase32(sha256(lengthPrefixed([flow, entry.source, entry.id]))).slice(0, RUN_ID_CHARS)}`;
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
  return sha256(text).subarray(0, SHORT_HASH_BYTES).toString("hex");
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}

function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31] ?? "";
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
