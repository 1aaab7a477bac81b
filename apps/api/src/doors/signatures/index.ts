// How senders prove that they call: one file per preset, one line each in this table.
import type { SchemeKind, SignatureScheme } from "@throughline/contract";
import { basic } from "./basic.ts";
import { bearer } from "./bearer.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { hmac } from "./hmac.ts";
import { hubspot } from "./hubspot.ts";
import { intercom } from "./intercom.ts";
import { shopify } from "./shopify.ts";
import type { Preset, SignedCall, Verdict } from "./signature.ts";
import { slack } from "./slack.ts";
import { square } from "./square.ts";
import { standardWebhooks } from "./standard-webhooks.ts";
import { stripe } from "./stripe.ts";
import { twilio } from "./twilio.ts";
import { zendesk } from "./zendesk.ts";

/** Every preset by its name in the contract. */
export const presets = {
  hmac,
  "standard-webhooks": standardWebhooks,
  stripe,
  github,
  gitlab,
  shopify,
  slack,
  twilio,
  intercom,
  square,
  zendesk,
  hubspot,
  basic,
  bearer,
} satisfies { readonly [K in SchemeKind]: Preset<Extract<SignatureScheme, { readonly kind: K }>> };

/** The preset that a scheme names. */
export function presetOf(scheme: SignatureScheme): Preset {
  return presets[scheme.kind] as Preset; // the table holds for each kind the preset of that kind
}

/** The verdict by the first secret that is right; there are two while one is exchanged. */
export function verifySignature(
  scheme: SignatureScheme,
  secrets: readonly [string, ...string[]],
  call: SignedCall,
): Verdict {
  const [first, ...others] = secrets.map((secret) => presetOf(scheme).verify(scheme, secret, call)) as [
    Verdict,
    ...Verdict[],
  ]; // one for each secret
  return others.find(({ ok }) => ok) !== undefined && !first.ok
    ? (others.find(({ ok }) => ok) ?? first)
    : first;
}
