import { createHash, createHmac } from "node:crypto";

/** The headers of a Standard Webhooks signature. */
export interface WebhookSignature {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/**
 * Signs a body by Standard Webhooks. `key` is the effect key: the same at every try, so the receiver sees one id.
 * `secret` may be `whsec_` and base64, or any text, whose bytes are then the key.
 */
export function signWebhook(
  secret: string,
  key: string,
  body: string,
  atMs: number = Date.now(),
): WebhookSignature {
  // An id must not hold the dot that separates it from the time in what is signed.
  const id = `msg_${createHash("sha256").update(key).digest("hex").slice(0, 40)}`;
  const timestamp = String(Math.floor(atMs / 1000));
  const bytes = secret.startsWith("whsec_")
    ? Buffer.from(secret.slice("whsec_".length), "base64")
    : Buffer.from(secret, "utf8");
  const signature = createHmac("sha256", bytes).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
