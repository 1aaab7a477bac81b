// https://www.twilio.com/docs/usage/webhooks/webhooks-security
import { createHash } from "node:crypto";
import type { SignatureScheme } from "@throughline/contract";
import { textAt } from "../read-pointer.ts";
import { header, isHmac, isSameText, missing, wrong } from "./signature.ts";
import type { Preset, SignedCall } from "./signature.ts";

const SIGNATURE = "X-Twilio-Signature";

/** Base64 of an HMAC SHA-1 over the address and the fields of the form in order, or over an address with the body's hash. */
export const twilio: Preset<Extract<SignatureScheme, { readonly kind: "twilio" }>> = {
  verify(_scheme, secret, call) {
    const given = header(call.headers, SIGNATURE);
    if (given === null) return missing(SIGNATURE);
    const bodyHash = new URL(call.url).searchParams.get("bodySHA256");
    if (bodyHash !== null && !isSameText(bodyHash, createHash("sha256").update(call.body).digest("hex")))
      return wrong;
    const fields = bodyHash === null ? formText(call) : "";
    const key = { algorithm: "sha1", key: secret, encoding: "base64" } as const;
    if (!addresses(call.url).some((url) => isHmac(key, [url, fields], given))) return wrong;
    return { ok: true, signed: [call.url, "\n", call.body], isTimed: false };
  },

  read: ({ headers, body }) => [
    {
      delivery: header(headers, "I-Twilio-Idempotency-Token") ?? undefined,
      type: typeOf(
        textAt(body, "/MessageStatus", "/SmsStatus"),
        textAt(body, "/CallStatus"),
        textAt(body, "/Body"),
      ),
      subject: textAt(body, "/From"),
      body,
    },
  ],
};

function typeOf(message?: string, call?: string, text?: string): string | undefined {
  if (call !== undefined) return `call.${call}`;
  if (message !== undefined) return `message.${message}`;
  return text === undefined ? undefined : "message.received";
}

/** Twilio signs with or without the port that is the usual one. */
function addresses(url: string): readonly string[] {
  const { protocol, host, port } = new URL(url);
  const usual = protocol === "https:" ? ":443" : ":80";
  return port === "" ? [url, url.replace(host, host + usual)] : [url, url.replace(`:${port}`, "")];
}

/** Names and values one after another, by name; each value of a name that comes more than once. */
function formText({ body }: SignedCall): string {
  const form = new URLSearchParams(body.toString("utf8"));
  return [...new Set(form.keys())]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) =>
      [...new Set(form.getAll(name))]
        .toSorted()
        .map((value) => name + value)
        .join(""),
    )
    .join("");
}
