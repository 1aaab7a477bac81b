import type { SignatureScheme } from "@throughline/contract";
import { header, isSameText, missing } from "./signature.ts";
import type { Preset } from "./signature.ts";

/** User and password by RFC 7617; the secret is `user:password`. */
export const basic: Preset<Extract<SignatureScheme, { readonly kind: "basic" }>> = {
  verify(_scheme, secret, { headers, body }) {
    const given = header(headers, "Authorization");
    if (given === null) return missing("Authorization");
    const credentials = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(given)?.[1];
    if (credentials === undefined) return { ok: false, reason: 'the header Authorization is not "Basic …"' };
    if (!isSameText(Buffer.from(credentials, "base64").toString("utf8"), secret))
      return { ok: false, reason: "user or password is not right" };
    return { ok: true, signed: [body], isTimed: false };
  },
  read: ({ body }) => [{ body }],
};
