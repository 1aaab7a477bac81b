// https://docs.slack.dev/authentication/verifying-requests-from-slack
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { header, isHmac, missing, refuseTime, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "X-Slack-Signature";
const TIME = "X-Slack-Request-Timestamp";
const PREFIX = "v0=";

/** `v0=<hex>` over `v0:<time>:<body>`: events, commands and what people press. */
export const slack: Preset<Extract<SignatureScheme, { readonly kind: "slack" }>> = {
  verify(_scheme, secret, call) {
    const given = header(call.headers, SIGNATURE);
    if (given === null) return missing(SIGNATURE);
    const time = header(call.headers, TIME);
    if (time === null) return missing(TIME);
    const late = refuseTime(time, `the header ${TIME}`, call);
    if (late !== null) return late;
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
