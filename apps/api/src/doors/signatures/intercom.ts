// https://developers.intercom.com/docs/references/webhooks/webhook-models (X-Hub-Signature)
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { header, isHmac, missing, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "X-Hub-Signature";
const PREFIX = "sha1=";

/** `sha1=<hex>` over the body, with the app's client secret. */
export const intercom: Preset<Extract<SignatureScheme, { readonly kind: "intercom" }>> = {
  verify(_scheme, secret, { headers, body }) {
    const given = header(headers, SIGNATURE);
    if (given === null) return missing(SIGNATURE);
    const key = { algorithm: "sha1", key: secret, encoding: "hex" } as const;
    if (!given.startsWith(PREFIX) || !isHmac(key, [body], given.slice(PREFIX.length))) return wrong;
    return { ok: true, signed: [body], isTimed: false };
  },

  read: ({ body }) => [
    {
      id: textAt(body, "/id"),
      type: textAt(body, "/topic"),
      subject: textAt(body, "/data/item/contact/id", "/data/item/user/id", "/data/item/id"),
      time: timeAt(body, "/created_at"),
      body,
    },
  ],
};
