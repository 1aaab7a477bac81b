import { z } from "zod";

/** A mail of a run as it was written for its reader, with the links as drawn: the tracked ones hold tokens. */
export const runMessageSchema = z.object({
  /** `node.visit`. */
  step: z.string(),
  to: z.string(),
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
