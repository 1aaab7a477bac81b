// https://docs.stripe.com/webhooks/signature
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { header, isHmac, missing, refuseTime, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "Stripe-Signature";

/** `t=<time>,v1=<hex>` over `<time>.<body>`; while a secret is rolled, there are several `v1`. */
export const stripe: Preset<Extract<SignatureScheme, { readonly kind: "stripe" }>> = {
  verify(_scheme, secret, call) {
    const given = header(call.headers, SIGNATURE);
    if (given === null) return missing(SIGNATURE);
    const parts = given.split(",").map((part): readonly string[] => part.trim().split("="));
    const time = parts.find(([name]) => name === "t")?.[1];
    if (time === undefined) return { ok: false, reason: `the header ${SIGNATURE} holds no time (t=…)` };
    const late = refuseTime(time, `the time of ${SIGNATURE}`, call);
    if (late !== null) return late;
    const signatures = parts.flatMap(([name, value]) =>
      name === "v1" && value !== undefined ? [value] : [],
    );
    const signed = [`${time}.`, call.body];
    if (!isHmac({ algorithm: "sha256", key: secret, encoding: "hex" }, signed, ...signatures)) return wrong;
    return { ok: true, signed, isTimed: true };
  },

  read: ({ body }) => [
    {
      id: textAt(body, "/id"),
      type: textAt(body, "/type"),
      subject: textAt(body, "/data/object/customer", "/data/object/customer/id", "/data/object/id"),
      time: timeAt(body, "/created"),
      body,
    },
  ],
};
