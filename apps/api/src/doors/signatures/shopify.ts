// https://shopify.dev/docs/apps/build/webhooks/subscribe/https
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { header, isHmac, missing, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "X-Shopify-Hmac-Sha256";
const TOPIC = "X-Shopify-Topic";

/** Base64 over the body. An order's `created` and `paid` may have equal bodies, so the topic is part of what a call is. */
export const shopify: Preset<Extract<SignatureScheme, { readonly kind: "shopify" }>> = {
  verify(_scheme, secret, { headers, body }) {
    const given = header(headers, SIGNATURE);
    if (given === null) return missing(SIGNATURE);
    if (!isHmac({ algorithm: "sha256", key: secret, encoding: "base64" }, [body], given)) return wrong;
    return { ok: true, signed: [header(headers, TOPIC) ?? "", "\n", body], isTimed: false };
  },

  read: ({ headers, body }) => [
    {
      delivery: header(headers, "X-Shopify-Webhook-Id") ?? undefined,
      type: header(headers, TOPIC)?.replaceAll("/", ".") ?? undefined,
      subject: textAt(body, "/customer/id", "/id"),
      time: timeAt(body, "/updated_at"),
      body,
    },
  ],
};
