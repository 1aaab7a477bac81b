import { signedOf } from "@throughline/contract";
import type { SignatureScheme } from "@throughline/contract";
import { textAt } from "../read-pointer.ts";
import { header, isHmac, missing, refuseTime, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

type Hmac = Extract<SignatureScheme, { readonly kind: "hmac" }>;

/** An HMAC in a header, over the body or over a text that is put together from it. */
export const hmac: Preset<Hmac> = {
  verify(scheme, secret, call) {
    const given = header(call.headers, scheme.header);
    if (given === null) return missing(scheme.header);
    const prefix = scheme.prefix ?? "";
    if (!given.startsWith(prefix))
      return { ok: false, reason: `the header ${scheme.header} does not start with "${prefix}"` };
    const time = scheme.timestampHeader === undefined ? "" : header(call.headers, scheme.timestampHeader);
    if (time === null) return missing(scheme.timestampHeader ?? "");
    const isTimed = scheme.timestampHeader !== undefined;
    const late = isTimed ? refuseTime(time, `the header ${scheme.timestampHeader}`, call) : null;
    if (late !== null) return late;
    const id = header(call.headers, scheme.idHeader ?? "");
    if (id === null && isIdSigned(scheme)) return missing(scheme.idHeader ?? "");
    const { method, url, body } = call;
    const signed = fill(signedOf(scheme), { id: id ?? "", time, method, url, body });
    const key = { algorithm: scheme.algorithm, key: secret, encoding: scheme.encoding };
    if (!isHmac(key, signed, given.slice(prefix.length).trim())) return wrong;
    return { ok: true, signed, isTimed, ...(isIdSigned(scheme) && id !== null ? { id } : {}) };
  },

  read: ({ headers, body }, scheme) => [
    {
      id: scheme.idPointer === undefined ? undefined : textAt(body, scheme.idPointer),
      delivery: (scheme.idHeader === undefined ? null : header(headers, scheme.idHeader)) ?? undefined,
      body,
    },
  ],
};

function isIdSigned(scheme: Hmac): boolean {
  return signedOf(scheme).includes("{id}");
}

/** The parts of what is signed, in order. */
function fill(text: string, values: Readonly<Record<string, string | Buffer>>): readonly (string | Buffer)[] {
  return text.split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : (values[part] ?? "")));
}
