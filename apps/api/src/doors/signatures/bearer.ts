import type { SignatureScheme } from "@throughline/contract";
import { header, isSameText, missing } from "./signature.ts";
import type { Preset } from "./signature.ts";

/** The secret as a bearer token (RFC 6750), or alone in a header of the sender's choice. */
export const bearer: Preset<Extract<SignatureScheme, { readonly kind: "bearer" }>> = {
  verify(scheme, secret, { headers, body }) {
    const name = scheme.header ?? "Authorization";
    const given = header(headers, name);
    if (given === null) return missing(name);
    const token = name.toLowerCase() === "authorization" ? /^Bearer +(\S.*)$/i.exec(given)?.[1] : given;
    if (token === undefined) return { ok: false, reason: 'the header Authorization is not "Bearer …"' };
    if (!isSameText(token, secret)) return { ok: false, reason: `the header ${name} is not the secret` };
    return { ok: true, signed: [body], isTimed: false };
  },
  read: ({ body }) => [{ body }],
};
