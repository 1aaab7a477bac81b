// The contract that every signature preset passes: only what the sender signed, byte for byte, is taken.
import { expect, it } from "vitest";
import type { SignatureScheme } from "@throughline/contract";
import type { Preset, SignedCall } from "../doors/signatures/signature.ts";

/** How a sender signs by this preset. */
export interface SignatureSample<S extends SignatureScheme = SignatureScheme> {
  readonly scheme: S;
  /** Default: a text. */
  readonly secret?: string;
  /** `token`: the secret itself is sent, nothing is signed. Default: what is signed covers the body. */
  readonly proves?: "token";
  /** The headers of a call, by their lower-case names. */
  sign(
    secret: string,
    call: Pick<SignedCall, "body" | "nowMs" | "url">,
  ): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

const NOW_MS = 1_790_000_000_000;
const URL = "https://flows.example/hooks/shop?tenant=7";

/** Registers the suite in the current `describe`. */
export function testSignature<S extends SignatureScheme>(
  preset: Preset<S>,
  sample: SignatureSample<S>,
): void {
  const { secret = "a secret of the provider", proves } = sample;
  const body = Buffer.from('{"order":1,"note":"ü"}');
  const call = { method: "POST", url: URL, body, nowMs: NOW_MS, toleranceS: 300 };
  const signed = async (by = secret, bytes = body) => await sample.sign(by, { ...call, body: bytes });
  const verdict = (
    headers: Readonly<Record<string, string>>,
    changes: Partial<SignedCall> = {},
    by = secret,
  ) => preset.verify(sample.scheme, by, { ...call, headers, ...changes });

  it("takes what the sender signed, an empty body too", async () => {
    expect(verdict(await signed())).toMatchObject({ ok: true });
    const empty = Buffer.alloc(0);
    expect(verdict(await signed(secret, empty), { body: empty })).toMatchObject({ ok: true });
  });

  it("refuses another body, if only a space more, unless nothing is signed", async () => {
    const headers = await signed();
    for (const other of [
      Buffer.from('{"order":1, "note":"ü"}'),
      Buffer.concat([body, Buffer.from("\n")]),
      Buffer.alloc(0),
    ]) {
      expect(verdict(headers, { body: other }).ok).toBe(proves === "token");
    }
  });

  it("refuses what was signed with another secret", async () => {
    const another = secret.startsWith("whsec_")
      ? `whsec_${Buffer.from("x".repeat(24)).toString("base64")}`
      : "another: secret";
    expect(verdict(await signed(another)).ok).toBe(false);
    expect(verdict(await signed(), {}, another).ok).toBe(false);
  });

  it("refuses a call without any one of its headers, and says why", async () => {
    const headers = await signed();
    for (const name of Object.keys(headers)) {
      const { [name]: _left, ...rest } = headers;
      expect(verdict(rest)).toEqual({ ok: false, reason: expect.stringMatching(/\w/) });
    }
  });

  it("refuses headers that are cut, longer, empty or nonsense", async () => {
    const headers = await signed();
    for (const [name, value] of Object.entries(headers)) {
      for (const other of [value.slice(0, -2), `${value}00`, "", "nonsense", "\u00ff\u00ff"]) {
        expect([name, other, verdict({ ...headers, [name]: other }).ok]).toEqual([name, other, false]);
      }
    }
  });

  it("refuses a signed time that is too far away, before and after, and says that it is", async () => {
    const headers = await signed();
    const first = verdict(headers);
    if (!first.ok || !first.isTimed)
      return expect(verdict(headers, { nowMs: NOW_MS + 86_400_000 }).ok).toBe(true);
    for (const away of [301_000, -301_000]) {
      expect(verdict(headers, { nowMs: NOW_MS + away })).toEqual({
        ok: false,
        reason: expect.stringContaining("300 seconds"),
      });
    }
    expect(verdict(headers, { nowMs: NOW_MS + 299_000 }).ok).toBe(true);
  });

  it("gives equal calls one identity, and calls at another signed time another", async () => {
    const identity = (of: ReturnType<typeof verdict>) =>
      of.ok ? JSON.stringify([of.id, of.signed.map(String)]) : expect.fail(of.reason);
    expect(identity(verdict(await signed()))).toBe(identity(verdict(await signed())));
    const later = await sample.sign(secret, { ...call, nowMs: NOW_MS + 1000 });
    const isTimed = ((first) => first.ok && first.isTimed)(verdict(await signed()));
    expect(identity(verdict(later)) !== identity(verdict(await signed()))).toBe(isTimed);
  });
}
