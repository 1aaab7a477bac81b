// The contract that every signature preset passes: only what the provider signed, byte for byte, is taken.
import { expect, it } from "vitest";
import type { SignatureScheme } from "@throughline/contract";
import type { Signature } from "../doors/signatures/index.ts";

/** How a provider signs by this preset. */
export interface SignatureSample<S extends SignatureScheme = SignatureScheme> {
  readonly scheme: S;
  /** The headers of a call, by their lower-case names. */
  sign(secret: string, body: Buffer, nowMs: number): Readonly<Record<string, string>>;
}

const SECRET = "a secret of the provider";
const NOW_MS = 1_790_000_000_000;

/** Registers the suite in the current `describe`. */
export function testSignature<S extends SignatureScheme>(
  signature: Signature<S>,
  sample: SignatureSample<S>,
): void {
  const body = Buffer.from('{"order":1,"note":"ü"}');
  const signed = sample.sign(SECRET, body, NOW_MS);
  const isTaken = (headers: Readonly<Record<string, string>>, bytes = body, secret = SECRET) =>
    signature(sample.scheme, secret, { headers, body: bytes, nowMs: NOW_MS }).ok;

  it("takes what the provider signed, an empty body too", () => {
    expect(isTaken(signed)).toBe(true);
    expect(isTaken(sample.sign(SECRET, Buffer.alloc(0), NOW_MS), Buffer.alloc(0))).toBe(true);
  });

  it("refuses another body, if only a space more", () => {
    expect(isTaken(signed, Buffer.from('{"order":1, "note":"ü"}'))).toBe(false);
    expect(isTaken(signed, Buffer.concat([body, Buffer.from("\n")]))).toBe(false);
    expect(isTaken(signed, Buffer.alloc(0))).toBe(false);
  });

  it("refuses what was signed with another secret", () => {
    expect(isTaken(sample.sign("another secret", body, NOW_MS))).toBe(false);
    expect(isTaken(signed, body, "another secret")).toBe(false);
  });

  it("refuses a call without any one of its headers, and says why", () => {
    for (const name of Object.keys(signed)) {
      const { [name]: _left, ...rest } = signed;
      const verdict = signature(sample.scheme, SECRET, { headers: rest, body, nowMs: NOW_MS });
      expect(verdict).toEqual({ ok: false, reason: expect.stringMatching(/\w/) });
    }
  });

  it("refuses headers that are cut, longer, empty or nonsense", () => {
    for (const [name, value] of Object.entries(signed)) {
      for (const wrong of [value.slice(0, -2), `${value}00`, "", "nonsense", "\u00ff\u00ff"]) {
        expect([name, wrong, isTaken({ ...signed, [name]: wrong })]).toEqual([name, wrong, false]);
      }
    }
  });
}
