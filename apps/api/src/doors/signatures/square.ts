// https://developer.squareup.com/docs/webhooks/step3validate
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { header, isHmac, missing, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "X-Square-HmacSha256-Signature";

/** Base64 over the address, as it is entered at Square, and the body. */
export const square: Preset<Extract<SignatureScheme, { readonly kind: "square" }>> = {
  verify(_scheme, secret, { headers, url, body }) {
    const given = header(headers, SIGNATURE);
    if (given === null) return missing(SIGNATURE);
    if (!isHmac({ algorithm: "sha256", key: secret, encoding: "base64" }, [url, body], given)) return wrong;
    return { ok: true, signed: [body], isTimed: false };
  },

  read: ({ body }) => [
    {
      id: textAt(body, "/event_id"),
      type: textAt(body, "/type"),
      subject: textAt(body, "/data/id"),
      time: timeAt(body, "/created_at"),
      body,
    },
  ],
};
