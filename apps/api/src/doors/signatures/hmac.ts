import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Signature } from "./index.ts";

/** Seconds that a signed time may lie from now. */
const TOLERANCE_S = 300;

/** An HMAC over the raw bytes (or `<time>.<bytes>`) in a header. */
export const hmac: Signature = (scheme, secret, request) => {
  const given = one(request.headers, scheme.header);
  if (given === null) return { ok: false, reason: `the header ${scheme.header} is missing` };
  const prefix = scheme.prefix ?? "";
  if (!given.startsWith(prefix))
    return { ok: false, reason: `the header ${scheme.header} does not start with "${prefix}"` };
  const digest = createHmac(scheme.algorithm, secret);
  if (scheme.timestampHeader !== undefined) {
    const time = one(request.headers, scheme.timestampHeader);
    if (time === null || !/^\d{1,12}$/.test(time)) {
      return { ok: false, reason: `the header ${scheme.timestampHeader} is not a number of seconds` };
    }
    if (Math.abs(request.nowMs / 1000 - Number(time)) > TOLERANCE_S) {
      return {
        ok: false,
        reason: `the header ${scheme.timestampHeader} is more than ${TOLERANCE_S} seconds away from now`,
      };
    }
    digest.update(`${time}.`);
  }
  const expected = digest.update(request.body).digest();
  const text = given.slice(prefix.length).trim();
  const actual = scheme.encoding === "hex" ? fromHex(text) : fromBase64(text);
  if (actual === null || actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    return { ok: false, reason: "the signature is not right" };
  }
  return { ok: true };
};

function one(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return typeof value === "string" ? value : null;
}

/** Buffer.from stops silently at the first wrong character, so the whole text is checked first. */
function fromHex(text: string): Buffer | null {
  return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, "hex") : null;
}

function fromBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : null;
}
