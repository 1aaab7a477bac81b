// Standard Webhooks (Svix, Clerk, Resend, OpenAI, …): https://github.com/standard-webhooks/standard-webhooks
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { header, isHmac, missing, refuseTime, wrong } from "./signature.ts";
import type { Preset, SignedCall, Verdict } from "./signature.ts";

const ID = "webhook-id";
const TIME = "webhook-timestamp";
const SIGNATURE = "webhook-signature";

/** `<id>.<time>.<body>`; the header lists a signature for each secret of the sender. */
export const standardWebhooks: Preset<Extract<SignatureScheme, { readonly kind: "standard-webhooks" }>> = {
  verify: (_scheme, secret, call) => verifyStandard(secret, call),
  read: ({ body }) => [
    {
      type: textAt(body, "/type"),
      subject: textAt(body, "/data/id"),
      time: timeAt(body, "/timestamp"),
      body,
    },
  ],
};

/** Also for senders that sign so in their own name. */
export function verifyStandard(secret: string, call: SignedCall): Verdict {
  const [id, time, signature] = [ID, TIME, SIGNATURE].map((name) => one(call.headers, name));
  if (id === null || id === undefined) return missing(ID);
  if (time === null || time === undefined) return missing(TIME);
  if (signature === null || signature === undefined) return missing(SIGNATURE);
  const late = refuseTime(time, `the header ${TIME}`, call);
  if (late !== null) return late;
  const signed = [`${id}.${time}.`, call.body];
  const given = signature.split(" ").flatMap((text) => (text.startsWith("v1,") ? [text.slice(3)] : []));
  if (!isHmac({ algorithm: "sha256", key: keyOf(secret), encoding: "base64" }, signed, ...given))
    return wrong;
  return { ok: true, signed, isTimed: true, id };
}

/** Svix sends the same headers under its own name. */
function one(headers: SignedCall["headers"], name: string): string | null {
  return header(headers, name) ?? header(headers, name.replace("webhook-", "svix-"));
}

/** `whsec_` and base64; other texts are the key as they are. */
function keyOf(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret, "utf8");
}
