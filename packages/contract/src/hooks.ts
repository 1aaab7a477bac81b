import { z } from "zod";

export const signatureSchemeSchema = z.strictObject({
  kind: z.literal("hmac"),
  header: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  algorithm: z.enum(["sha256", "sha512"]),
  encoding: z.enum(["hex", "base64"]),
  /** Text before the signature in the header, e.g. `sha256=`. */
  prefix: z.string().max(32).optional(),
  /** A header with seconds since the epoch that is signed as `<time>.<body>`; checked ± 300 s. */
  timestampHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .optional(),
  /** A header or a JSON pointer into the body that identifies the event; default: a hash of the body. */
  idHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .optional(),
  /** JSON pointer into the body that gives the subject. */
  subjectPointer: z.string().max(256).optional(),
});
export type SignatureScheme = z.infer<typeof signatureSchemeSchema>;
export const hookSchema = z.object({
  key: z.string(),
  name: z.string(),
  eventType: z.string(),
  /** `unset`: closed, every call gets 503 until a secret is set. */
  state: z.enum(["unset", "verified"]),
  scheme: signatureSchemeSchema,
  url: z.string(),
  updatedAt: z.string(),
});
export const putHookSchema = z.strictObject({
  name: z.string().min(1).max(120),
  scheme: signatureSchemeSchema,
  /** Write-only. */
  secret: z.string().min(16).max(512).optional(),
});
