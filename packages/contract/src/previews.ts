import { z } from "zod";
import { jsonSchema } from "./json.ts";

/** Which node to show, and with whose values. */
export const previewRequestSchema = z.strictObject({
  node: z.string().min(1).max(63),
  /** Absent: the stored draft. */
  document: z.unknown().optional(),
  /** What started the run: an event that came, or one made up. Absent: the values that node types give as samples. */
  event: z
    .looseObject({
      type: z.string().min(1).max(256),
      subject: z.string().max(256).nullish(),
      data: jsonSchema.optional(),
    })
    .optional(),
  /** Absent: what is stored about the subject. */
  profile: z.record(z.string(), jsonSchema).optional(),
  /** Values of earlier steps by node; absent ones are the samples of their types. */
  steps: z.record(z.string(), jsonSchema).optional(),
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

/** A mail as its reader would get it: links lead where they are drawn, nothing is counted. */
export const previewMailSchema = z.object({
  /** Null: the API was not told the installation's sender. */
  from: z.string().nullable(),
  to: z.string(),
  cc: z.string().nullable(),
  bcc: z.string().nullable(),
  replyTo: z.string().nullable(),
  /** A topic, or `transactional`. */
  topic: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
});

export const previewSchema = z.object({
  subject: z.string().nullable(),
  profile: z.record(z.string(), jsonSchema),
  /** Earlier nodes that are shown with the samples of their types. */
  samples: z.array(z.string()),
  /** Null: the node sends no mail, or it cannot be written; `problems` says why. */
  mail: previewMailSchema.nullable(),
  /** The node's other texts, rendered. */
  texts: z.array(z.object({ field: z.string(), title: z.string(), text: z.string() })),
  /** Values that are printed and not there, as the texts write them; each is marked as ⟦value⟧. With any of them nothing is sent. */
  missing: z.array(z.string()),
  /** What else is wrong, in words. */
  problems: z.array(z.object({ field: z.string().nullable(), message: z.string() })),
  /** Why it cannot be sent to oneself from here, or null. */
  cannotSend: z.string().nullable(),
});
export type Preview = z.infer<typeof previewSchema>;

export const sendPreviewSchema = previewRequestSchema.extend({
  /** Somebody who may sign in here; only admins name another person than themselves. Absent: oneself. */
  to: z.string().max(320).optional(),
});
export const sentPreviewSchema = z.object({ to: z.string(), subject: z.string() });
