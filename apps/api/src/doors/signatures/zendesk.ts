// https://developer.zendesk.com/documentation/webhooks/verifying/
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { isHmac, timedSignature, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "X-Zendesk-Webhook-Signature";
const TIME = "X-Zendesk-Webhook-Signature-Timestamp";
const EVENT = "zen:event-type:";

/** Base64 over the time and the body. What a trigger of Zendesk sends is free in form: only an event has type and id. */
export const zendesk: Preset<Extract<SignatureScheme, { readonly kind: "zendesk" }>> = {
  verify(_scheme, secret, call) {
    const proof = timedSignature(call, { signature: SIGNATURE, time: TIME });
    if (!proof.ok) return proof;
    const { given, time } = proof;
    const signed = [time, call.body];
    if (!isHmac({ algorithm: "sha256", key: secret, encoding: "base64" }, signed, given)) return wrong;
    return { ok: true, signed, isTimed: true };
  },

  read: ({ body }) => {
    const type = textAt(body, "/type");
    if (type === undefined || !type.startsWith(EVENT)) return [{ body }];
    return [
      {
        id: textAt(body, "/id"),
        type: type.slice(EVENT.length),
        subject: textAt(body, "/detail/id", "/subject"),
        time: timeAt(body, "/time"),
        body,
      },
    ];
  },
};
