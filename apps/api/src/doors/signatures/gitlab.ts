// https://docs.gitlab.com/user/project/integrations/webhooks/
import type { SignatureScheme } from "@throughline/contract";
import { textAt, timeAt } from "../read-pointer.ts";
import { header, isSameText, missing } from "./signature.ts";
import type { Preset } from "./signature.ts";
import { verifyStandard } from "./standard-webhooks.ts";

const TOKEN = "X-Gitlab-Token";

/** The secret token itself; with a signing token (`whsec_…`) a signature as of Standard Webhooks. */
export const gitlab: Preset<Extract<SignatureScheme, { readonly kind: "gitlab" }>> = {
  verify(_scheme, secret, call) {
    if (secret.startsWith("whsec_")) return verifyStandard(secret, call);
    const given = header(call.headers, TOKEN);
    if (given === null) return missing(TOKEN);
    if (!isSameText(given, secret)) return { ok: false, reason: `the header ${TOKEN} is not the secret` };
    return { ok: true, signed: [call.body], isTimed: false };
  },

  read: ({ headers, body }) => {
    const parts = [
      textAt(body, "/object_kind", "/event_name"),
      textAt(body, "/object_attributes/action", "/action"),
    ];
    return [
      {
        delivery: header(headers, "Idempotency-Key") ?? header(headers, "X-Gitlab-Event-UUID") ?? undefined,
        type: parts.filter((part) => part !== undefined).join(".") || undefined,
        subject: textAt(body, "/project/path_with_namespace", "/group/full_path", "/project_id"),
        time: timeAt(body, "/object_attributes/updated_at"),
        body,
      },
    ];
  },
};
