// How providers sign their calls: one file per preset, one line each in this table.
import type { IncomingHttpHeaders } from "node:http";
import type { SignatureScheme } from "@throughline/contract";
import { hmac } from "./hmac.ts";

type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** A call as it came; nothing of it is believed or parsed yet. */
interface SignedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly nowMs: number;
}

/** Judges whether the provider signed exactly these bytes, with a comparison that takes the same time for every wrong one. */
export type Signature<S extends SignatureScheme = SignatureScheme> = (
  scheme: S,
  secret: string,
  call: SignedCall,
) => Verdict;

/** Every preset by its name in the contract. */
export const signatures = {
  hmac,
} satisfies {
  readonly [K in SignatureScheme["kind"]]: Signature<Extract<SignatureScheme, { readonly kind: K }>>;
};

/** The verdict of the preset that the scheme names. */
export const verifySignature: Signature = (scheme, secret, call) =>
  signatures[scheme.kind](scheme, secret, call);
