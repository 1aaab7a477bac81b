// https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
import type { SignatureScheme } from "@throughline/contract";
import { textAt } from "../read-pointer.ts";
import { header, isHmac, missing, wrong } from "./signature.ts";
import type { Preset } from "./signature.ts";

const SIGNATURE = "X-Hub-Signature-256";
const PREFIX = "sha256=";

/** `sha256=<hex>` over the body. Neither the event's name nor the delivery is signed. */
export const github: Preset<Extract<SignatureScheme, { readonly kind: "github" }>> = {
  verify(_scheme, secret, { headers, body }) {
    const given = header(headers, SIGNATURE);
    if (given === null) return missing(SIGNATURE);
    if (!given.startsWith(PREFIX)) return { ok: false, reason: `the header ${SIGNATURE} is not "sha256=…"` };
    const key = { algorithm: "sha256", key: secret, encoding: "hex" } as const;
    if (!isHmac(key, [body], given.slice(PREFIX.length))) return wrong;
    return { ok: true, signed: [body], isTimed: false };
  },

  payloadField: "payload",

  read: ({ headers, body }) => {
    const parts = [header(headers, "X-GitHub-Event") ?? undefined, textAt(body, "/action")];
    return [
      {
        delivery: header(headers, "X-GitHub-Delivery") ?? undefined,
        type: parts.filter((part) => part !== undefined).join(".") || undefined,
        subject: textAt(body, "/repository/full_name", "/organization/login", "/sender/login"),
        body,
      },
    ];
  },
};
