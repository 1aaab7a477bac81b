import { z } from "zod";
import { jsonSchema } from "./json.ts";

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** What everybody else signs with: an HMAC in a header, put together from parts. */
const hmacParts = z.strictObject({
  kind: z.literal("hmac"),
  header: headerName,
  algorithm: z.enum(["sha1", "sha256", "sha512"]),
  encoding: z.enum(["hex", "base64"]),
  /** Text before the signature in the header, e.g. `sha256=`. */
  prefix: z.string().max(32).optional(),
  /** A header with seconds or milliseconds since 1970, or an RFC 3339 instant; it must be among what is signed. */
  timestampHeader: headerName.optional(),
  /** A header that identifies the delivery. It decides alone only where it is signed. */
  idHeader: headerName.optional(),
  /** JSON pointer into the body, which is signed, to what identifies the event. */
  idPointer: z.string().startsWith("/").max(256).optional(),
  /**
   * What is signed, of `{id}`, `{time}`, `{method}`, `{url}` and `{body}`. Default: `{time}.{body}` with a time header, else
   * `{body}`.
   */
  signed: z
    .string()
    .max(128)
    .regex(/^(?:[^{}]|\{(?:id|time|method|url|body)\})*$/)
    .includes("{body}")
    .optional(),
});

/** What is signed by this scheme. */
export function signedOf({ signed, timestampHeader }: z.infer<typeof hmacParts>): string {
  return signed ?? (timestampHeader === undefined ? "{body}" : "{time}.{body}");
}

const hmacSchema = hmacParts.superRefine((scheme, context) => {
  const signed = signedOf(scheme);
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  if (scheme.timestampHeader !== undefined && !signed.includes("{time}"))
    wrong("signed", "must hold {time}: a time that is not signed proves nothing");
  if (scheme.timestampHeader === undefined && signed.includes("{time}"))
    wrong("timestampHeader", "must be there, because {time} is signed");
  if (scheme.idHeader === undefined && signed.includes("{id}"))
    wrong("idHeader", "must be there, because {id} is signed");
});

const preset = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind) });

/** How a sender proves that it calls: one preset each, by its `kind`. */
export const signatureSchemeSchema = z.discriminatedUnion("kind", [
  hmacSchema,
  preset("standard-webhooks"),
  preset("stripe"),
  preset("github"),
  preset("gitlab"),
  preset("shopify"),
  preset("slack"),
  preset("twilio"),
  preset("intercom"),
  preset("square"),
  preset("zendesk"),
  preset("hubspot"),
  preset("basic"),
  /** The secret itself in `Authorization: Bearer`, or as it is in another header. */
  z.strictObject({ kind: z.literal("bearer"), header: headerName.optional() }),
]);
export type SignatureScheme = z.infer<typeof signatureSchemeSchema>;
export type SchemeKind = SignatureScheme["kind"];

/**
 * How a repeat of a call is known, by what the sender signs: by an id; by its time, so that equal calls differ; or, where it
 * signs neither, as an equal call within the window.
 */
export function repeatsKnownBy(scheme: SignatureScheme): "id" | "time" | "window" {
  if (scheme.kind !== "hmac") return knownBy[scheme.kind];
  if (scheme.idPointer !== undefined || signedOf(scheme).includes("{id}")) return "id";
  return scheme.timestampHeader === undefined ? "window" : "time";
}

const knownBy = {
  "standard-webhooks": "id",
  stripe: "id",
  github: "window",
  gitlab: "window",
  shopify: "window",
  slack: "id",
  twilio: "window",
  intercom: "id",
  square: "id",
  zendesk: "time",
  hubspot: "id",
  basic: "window",
  bearer: "window",
} satisfies Record<Exclude<SchemeKind, "hmac">, "id" | "time" | "window">;

const reading = z.string().min(1).max(2048).optional();

/**
 * What becomes of a call: each a CEL expression over `headers` (lower-case names, no credentials), `body`, `query` and
 * `known` (what the preset found), or, where it starts with `/`, a JSON pointer into the body. Absent: what the preset knows.
 */
export const hookMappingSchema = z.strictObject({
  type: reading,
  subject: reading,
  time: reading,
  data: reading,
});
export type HookMapping = z.infer<typeof hookMappingSchema>;

/** Seconds that a signed time may lie from now. */
export const HOOK_TOLERANCE_S = 300;
/** Seconds for which a call without an id and without a signed time counts as a repeat of an equal one. */
export const HOOK_REPEAT_WINDOW_S = 86_400;

const toleranceS = z.int().min(10).max(86_400);
const repeatWindowS = z.int().min(0).max(2_592_000);

export const hookSchema = z.object({
  key: z.string(),
  name: z.string(),
  /** The type of its events, or the beginning of it where the preset or the mapping tells more. */
  eventType: z.string(),
  /** `unset`: closed, every call gets 503 until a secret is set. */
  state: z.enum(["unset", "verified"]),
  scheme: signatureSchemeSchema,
  mapping: hookMappingSchema,
  toleranceS,
  repeatWindowS,
  /** Until when the secret before the present one is taken too; null: it is not. */
  previousUntil: z.string().nullable(),
  url: z.string(),
  updatedAt: z.string(),
});
export const putHookSchema = z.strictObject({
  name: z.string().min(1).max(120),
  scheme: signatureSchemeSchema,
  mapping: hookMappingSchema.default({}),
  toleranceS: toleranceS.default(HOOK_TOLERANCE_S),
  repeatWindowS: repeatWindowS.default(HOOK_REPEAT_WINDOW_S),
  /** Write-only. For `basic`: user, colon, password. */
  secret: z.string().min(16).max(512).optional(),
  /** With a new secret: for how many seconds the one before is taken too. */
  keepPreviousS: z.int().min(0).max(2_592_000).default(0),
});

/** A call as it came, kept for whoever sets a webhook up. */
export const hookCallSchema = z.object({
  id: z.string(),
  at: z.string(),
  status: z.int(),
  /** Why it was not taken; null when it was. */
  reason: z.string().nullable(),
  method: z.string(),
  query: z.string(),
  /** Values of headers that prove who calls are `[hidden]`. */
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** The body was longer than what is kept. */
  isCut: z.boolean(),
});
export type HookCall = z.infer<typeof hookCallSchema>;

/** A call and a mapping that is not stored yet. */
export const previewHookSchema = z.strictObject({
  scheme: signatureSchemeSchema,
  mapping: hookMappingSchema,
  call: z.strictObject({
    headers: z.record(z.string(), z.string()),
    query: z.string().max(4096),
    body: z.string().max(65_536),
  }),
});

/** The events that would come of it, or what is wrong. */
export const hookPreviewSchema = z.object({
  events: z.array(
    z.object({
      type: z.string(),
      subject: z.string().nullable(),
      time: z.string().nullable(),
      data: jsonSchema,
    }),
  ),
  problem: z.string().nullable(),
});
