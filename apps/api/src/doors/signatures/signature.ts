// What a preset is, and what presets share: reading headers and comparing in constant time.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { SignatureScheme } from "@throughline/contract";
import type { Json } from "@throughline/flow";

/** A call as it came; nothing of it is believed or parsed yet. */
export interface SignedCall {
  readonly method: string;
  /** The address as the sender knows it, with its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly nowMs: number;
  /** Seconds that a signed time may lie from now. */
  readonly toleranceS: number;
}

export type Verdict = Signed | Refused;

interface Refused {
  readonly ok: false;
  readonly reason: string;
}

/** It is the sender who calls. */
export interface Signed {
  readonly ok: true;
  /** What the proof covers: the identity of a call that carries no signed id. */
  readonly signed: readonly (string | Buffer)[];
  /** The time of the call is among it, so that equal calls differ. */
  readonly isTimed: boolean;
  /** Identifies the event, from a header that is signed. */
  readonly id?: string | undefined;
}

/** Judges whether the sender signed exactly these bytes, with a comparison that takes the same time for every wrong one. */
type Signature<S extends SignatureScheme = SignatureScheme> = (
  scheme: S,
  secret: string,
  call: SignedCall,
) => Verdict;

/** A call whose signature is right, with its body read. */
interface OpenedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
}

/** What a preset tells about one event of a call; absent is what the sender does not say. */
export interface Known {
  /** Identifies the event, from the body. */
  readonly id?: string | undefined;
  /** Identifies the delivery, but is not signed: whoever has recorded a call can change it. */
  readonly delivery?: string | undefined;
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
  /** RFC 3339. */
  readonly time?: string | undefined;
  readonly body: Json;
}

/** How the calls of one sender are verified and read. */
export interface Preset<S extends SignatureScheme = SignatureScheme> {
  readonly verify: Signature<S>;
  /** The events of a call: one, where the sender does not send several at once. */
  readonly read: (call: OpenedCall, scheme: S) => readonly Known[];
  /** The field of a form that holds the body as JSON. */
  readonly payloadField?: string;
  /** The answer to a verified call that is a question and no event. */
  readonly answer?: (body: Json) => Json | null;
}

/** The value of a header that is there once. */
export function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return typeof value === "string" && value !== "" ? value : null;
}

/** No verdict without this header. */
export function missing(name: string): Refused {
  return { ok: false, reason: `the header ${name} is missing` };
}

export const wrong: Verdict = {
  ok: false,
  reason: "the signature is not right: another secret, or the body was changed on its way",
};

interface HmacKey {
  readonly algorithm: "sha1" | "sha256" | "sha512";
  readonly key: string | Buffer;
  readonly encoding: "hex" | "base64";
}

/** True when one of the given texts is the HMAC of these parts. */
export function isHmac(
  { algorithm, key, encoding }: HmacKey,
  parts: readonly (string | Buffer)[],
  ...given: readonly string[]
): boolean {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  const expected = hmac.digest();
  const decode = encoding === "hex" ? fromHex : fromBase64;
  let isRight = false;
  for (const text of given) {
    const actual = decode(text);
    if (actual?.length === expected.length && timingSafeEqual(actual, expected)) isRight = true;
  }
  return isRight;
}

/** True for equal texts, in a time that tells neither where they differ nor how long they are. */
export function isSameText(given: string, expected: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

/** Milliseconds of a time in seconds, in milliseconds, or as an RFC 3339 instant; or null. */
export function toMs(text: string): number | null {
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const ms = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** What is wrong with a signed time, or null. */
export function refuseTime(text: string, where: string, { nowMs, toleranceS }: SignedCall): Refused | null {
  const ms = toMs(text);
  if (ms === null) return { ok: false, reason: `${where} is not a time` };
  if (Math.abs(nowMs - ms) <= toleranceS * 1000) return null;
  return { ok: false, reason: `${where} is more than ${toleranceS} seconds away from now` };
}

/** The signature and the time of a call that has each in a header of its own, or why they are none. */
export function timedSignature(
  call: SignedCall,
  { signature, time }: { readonly signature: string; readonly time: string },
): { readonly ok: true; readonly given: string; readonly time: string } | Refused {
  const given = header(call.headers, signature);
  if (given === null) return missing(signature);
  const at = header(call.headers, time);
  if (at === null) return missing(time);
  return refuseTime(at, `the header ${time}`, call) ?? { ok: true, given, time: at };
}

/** Buffer.from stops silently at the first wrong character, so the whole text is checked first. */
function fromHex(text: string): Buffer | null {
  return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, "hex") : null;
}

function fromBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : null;
}
