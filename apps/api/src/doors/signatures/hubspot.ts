// https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests (version 3)
import type { SignatureScheme } from "@throughline/contract";
import type { Json } from "@throughline/flow";
import { textAt, timeAt } from "../read-pointer.ts";
import { isHmac, timedSignature, wrong } from "./signature.ts";
import type { Known, Preset } from "./signature.ts";

const SIGNATURE = "X-HubSpot-Signature-v3";
const TIME = "X-HubSpot-Request-Timestamp";

/** Base64 over method, address, body and time. A call lists up to a hundred events. */
export const hubspot: Preset<Extract<SignatureScheme, { readonly kind: "hubspot" }>> = {
  verify(_scheme, secret, call) {
    const proof = timedSignature(call, { signature: SIGNATURE, time: TIME });
    if (!proof.ok) return proof;
    const { given, time } = proof;
    const signed = [call.method, decoded(call.url), call.body, time];
    if (!isHmac({ algorithm: "sha256", key: secret, encoding: "base64" }, signed, given)) return wrong;
    return { ok: true, signed, isTimed: true };
  },

  read: ({ body }) => (Array.isArray(body) ? body.map((item: Json) => known(item)) : [known(body)]),
};

function known(body: Json): Known {
  const parts = ["/eventId", "/subscriptionId", "/occurredAt"].map((pointer) => textAt(body, pointer));
  return {
    // Alone, an eventId is not promised to be unique.
    id: parts.every((part) => part !== undefined) ? parts.join(".") : undefined,
    type: textAt(body, "/subscriptionType"),
    subject: textAt(body, "/objectId"),
    time: timeAt(body, "/occurredAt"),
    body,
  };
}

/** The characters that HubSpot decodes before it signs; all others stay as they are sent. */
function decoded(url: string): string {
  return url.replaceAll(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => decodeURIComponent(code));
}
