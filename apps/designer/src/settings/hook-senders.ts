// What the dialog of a webhook says about each sender: its name, and what to paste where.
import type { SchemeKind } from "@throughline/contract";

interface Sender {
  readonly title: string;
  /** What the secret is, and where the sender shows or asks for it. */
  readonly secret: string;
  /** What is to be done at the sender besides entering the address. */
  readonly setup?: string;
}

/** By the kind of its scheme; a new preset asks for its entry. */
export const hookSenders = {
  hmac: {
    title: "Any sender that signs (HMAC)",
    secret: "At least 16 characters, the same on both sides. Without it every call is refused.",
  },
  "standard-webhooks": {
    title: "Standard Webhooks (Svix, Clerk, Resend, …)",
    secret: "The signing secret of the endpoint, with whsec_ in front.",
  },
  stripe: { title: "Stripe", secret: "Developers → Webhooks → your endpoint → Signing secret (whsec_…)." },
  github: {
    title: "GitHub",
    secret: "Invent at least 16 characters and enter the same under Settings → Webhooks → Secret.",
    setup: "Either content type will do.",
  },
  gitlab: {
    title: "GitLab",
    secret:
      "The secret token you enter under Settings → Webhooks, or the signing token (whsec_…) that GitLab makes there.",
  },
  shopify: {
    title: "Shopify",
    secret:
      "The app's client secret; for webhooks made in the admin, the key under Notifications → Webhooks.",
  },
  slack: {
    title: "Slack",
    secret: "Basic Information → App Credentials → Signing Secret.",
    setup: "Store this webhook first: Slack asks it a question when you enter the address, and it answers.",
  },
  twilio: {
    title: "Twilio",
    secret: "The account's Auth Token.",
    setup: "Twilio signs the address: enter it exactly as it stands here.",
  },
  intercom: { title: "Intercom", secret: "Developer Hub → your app → Basic information → Client secret." },
  square: {
    title: "Square",
    secret: "Webhooks → your subscription → Signature key.",
    setup: "Square signs the address: enter it exactly as it stands here.",
  },
  zendesk: {
    title: "Zendesk",
    secret: "Apps and integrations → Webhooks → your webhook → Reveal secret.",
    setup: "Before the webhook is stored there, Zendesk's test calls are signed with a secret of their own.",
  },
  hubspot: {
    title: "HubSpot",
    secret: "The app's client secret.",
    setup: "HubSpot signs the address: enter it exactly as it stands here.",
  },
  basic: {
    title: "User and password (Basic)",
    secret: "User, colon, password, as the sender sends them. Nothing is signed: use it over https only.",
  },
  bearer: {
    title: "A token in a header",
    secret: "The token. Nothing is signed: whoever reads one call can make others.",
  },
} satisfies Readonly<Record<SchemeKind, Sender>>;

/** What is said about this sender. */
export function hookSender(kind: SchemeKind): Sender {
  return hookSenders[kind];
}
