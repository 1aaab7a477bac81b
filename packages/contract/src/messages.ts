import { wordSchema } from "@throughline/flow";
import { z } from "zod";

/** A mail of a run as it was written for its reader, with the links as drawn: the tracked ones hold tokens. */
export const runMessageSchema = z.object({
  /** `node.visit`. */
  step: z.string(),
  to: z.string(),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  /** What it was about: a topic or `transactional`; null for mails from before there were topics. */
  topic: z.string().nullable(),
  subject: z.string(),
  html: z.string(),
  state: z.enum(["sent", "unsure", "suppressed", "failed"]),
  /** What the mail server said, or why the address gets no mail. */
  detail: z.string().nullable(),
  createdAt: z.string(),
});
export type RunMessage = z.infer<typeof runMessageSchema>;

export const suppressionSchema = z.object({
  address: z.string(),
  reason: z.string(),
  run: z.string().nullable(),
  createdAt: z.string(),
});

/** What mails may be about. */
export const topicSchema = z.object({
  key: z.string(),
  title: z.string(),
  description: z.string(),
  /** `out`: everybody who did not say no; `in`: only who said yes. */
  opt: z.enum(["out", "in"]),
  updatedAt: z.string(),
});
export const topicKeySchema = wordSchema.refine(
  (key) => key !== "transactional",
  "kept for mail that reaches everybody",
);
export const putTopicSchema = z.strictObject({
  title: z.string().trim().min(1).max(80),
  description: z.string().trim().max(300).default(""),
  opt: z.enum(["out", "in"]),
});
export const putSubscriptionSchema = z.strictObject({
  topic: wordSchema,
  state: z.enum(["in", "out"]),
  subject: z.string().min(1).max(256).optional(),
});
export const preferenceSchema = z.object({
  topic: z.string(),
  title: z.string(),
  description: z.string(),
  isWanted: z.boolean(),
});
