// https://docs.slack.dev/authentication/verifying-requests-from-slack
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { isHmac, timedSignature, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "X-Slack-Signature";
const TIME = "X-Slack-Request-Timestamp";
const PREFIX = "v0=";

/** `v0=<hex>` over `v0:<time>:<body>`: events, commands and what people press. */
export const slack: Preset<Extract<SignatureScheme, { readonly kind: "slack" }>> = {
  verify(_scheme, secret, call) {
    const proof = timedSignature(call, { signature: SIGNATURE, time: TIME });
    if (!proof.ok) return proof;
    const { given, time } = proof;
    const signed = [`v0:${time}:`, call.body];
    const key = { algorithm: "sha256", key: secret, encoding: "hex" } as const;
    if (!given.startsWith(PREFIX) || !isHmac(key, signed, given.slice(PREFIX.length))) return wrong;
    return { ok: true, signed, isTimed: true };
  },

  payloadField: "payload",

  read: ({ body }) => [
    {
      id: textAt(body, "/event_id"),
      type: textAt(body, "/command") === undefined ? textAt(body, "/event/type", "/type") : "command",
      subject: textAt(body, "/event/user", "/event/user/id", "/user_id", "/user/id"),
      time: timeAt(body, "/event_time"),
      body,
    },
  ],

  answer(body) {
    const challenge = textAt(body, "/challenge");
    return textAt(body, "/type") === "url_verification" && challenge !== undefined ? { challenge } : null;
  },
};
