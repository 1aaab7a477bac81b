// How large things are as JSON. Temporal takes no value above 2 MiB, and ends the run that hands it one.
import type { Plan } from "../plan.ts";

/** State larger than this (bytes of JSON, estimated) parks the run at its next command. */
export const MAX_STATE_BYTES = 1_000_000;
/** What an execution hands to the next one, plan and start included; also the most that a step is given. */
export const MAX_CARRIED_BYTES = 1_500_000;

const sizes = new WeakMap<Plan, number>();

/** About how long a plan is as JSON: plans are immutable, so each is measured once. */
export function planBytes(plan: Plan): number {
  let bytes = sizes.get(plan);
  if (bytes === undefined) {
    bytes = approximateBytes(plan);
    sizes.set(plan, bytes);
  }
  return bytes;
}

/** About how long a value is as JSON, rather too much than too little. Never throws for JSON. */
export function approximateBytes(value: unknown): number {
  if (typeof value === "string") return 2 + textBytes(value);
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 1e8 ? 8 : 24;
  if (typeof value === "boolean") return 5;
  if (typeof value !== "object") return 0;
  return value === null ? 4 : containerBytes(value);
}

/** Exactly how long a value is as JSON. */
export function jsonBytes(value: unknown): number {
  const text = JSON.stringify(value) ?? "";
  let bytes = text.length;
  if (!BEYOND_ASCII.test(text)) return bytes;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // Both halves of a pair are four bytes together.
    if (code > 0x7f) bytes += code > 0x7ff && (code & 0xf800) !== 0xd800 ? 2 : 1;
  }
  return bytes;
}

const BEYOND_ASCII = /[^\0-\x7f]/;

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

/** What is more than one byte in JSON: beyond ASCII, escaped, or both. */
const LONGER = /[^ !#-[\]-~]/;
/** Looking at each character of a text up to this long is quicker than asking the expression. */
const SHORT = 32;

function textBytes(text: string): number {
  let bytes = text.length;
  if (bytes > SHORT && !LONGER.test(text)) return bytes;
  for (let index = 0; index < text.length; index += 1) bytes += moreBytes(text.charCodeAt(index));
  return bytes;
}

function moreBytes(code: number): number {
  if (code > 127) return 2;
  if (code === 0x22 || code === 0x5c || code === 0x0a) return 1;
  return code < 0x20 ? 5 : 0;
}
