import { createHmac } from "node:crypto";
import type { SignatureScheme } from "@throughline/contract";
import { describe, expect, it } from "vitest";
import { hmac } from "./hmac.ts";

const secret = "a secret of the provider";
const body = Buffer.from('{"order":1}');
const nowMs = 1_790_000_000_000;
const call = { method: "POST", url: "https://flows.example/hooks/shop", nowMs, toleranceS: 300 };
type Hmac = Extract<SignatureScheme, { readonly kind: "hmac" }>;
const scheme: Hmac = {
  kind: "hmac",
  header: "X-Signature",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "sha256=",
};
const timed: Hmac = { ...scheme, timestampHeader: "X-Time" };
const hex = (text: string | Buffer, key = secret) => createHmac("sha256", key).update(text).digest("hex");
const verify = (headers: Record<string, string>, by = scheme, bytes = body) =>
  hmac.verify(by, secret, { ...call, headers, body: bytes }).ok;

describe("hmac()", () => {
  it("takes what the provider signed", () => {
    expect(verify({ "x-signature": `sha256=${hex(body)}` })).toBe(true);
    expect(verify({ "x-signature": `sha256=${hex(body).toUpperCase()}` })).toBe(true);
    const base64 = createHmac("sha512", secret).update(body).digest("base64");
    expect(
      verify(
        { "x-signature": base64 },
        { kind: "hmac", header: "X-Signature", algorithm: "sha512", encoding: "base64" },
      ),
    ).toBe(true);
  });

  it.each([
    ["no header", {}],
    ["no prefix", { "x-signature": hex(body) }],
    ["another secret", { "x-signature": `sha256=${hex(body, "another")}` }],
    ["another body", { "x-signature": `sha256=${hex("{}")}` }],
    ["an empty signature", { "x-signature": "sha256=" }],
    ["a truncated signature", { "x-signature": `sha256=${hex(body).slice(0, 32)}` }],
    ["a signature with a tail", { "x-signature": `sha256=${hex(body)}zz` }],
    ["no hex", { "x-signature": `sha256=${"g".repeat(64)}` }],
  ])("refuses %s", (_what, headers) => expect(verify(headers as Record<string, string>)).toBe(false));

  it("refuses bytes that differ only in form", () => {
    expect(verify({ "x-signature": `sha256=${hex(body)}` }, scheme, Buffer.from('{"order": 1}'))).toBe(false);
  });

  it.each([
    [0, true],
    [299, true],
    [-299, true],
    [301, false],
    [-301, false],
  ])("judges a time %i seconds away: %s", (away, ok) => {
    const time = String(nowMs / 1000 + away);
    expect(
      verify({ "x-time": time, "x-signature": `sha256=${hex(`${time}.${body.toString()}`)}` }, timed),
    ).toBe(ok);
  });

  it("refuses a time that is not the signed one", () => {
    const time = String(nowMs / 1000);
    expect(
      verify(
        { "x-time": String(nowMs / 1000 + 1), "x-signature": `sha256=${hex(`${time}.${body.toString()}`)}` },
        timed,
      ),
    ).toBe(false);
    expect(verify({ "x-signature": `sha256=${hex(body)}` }, timed)).toBe(false);
  });
});
