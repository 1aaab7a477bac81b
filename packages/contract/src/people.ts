import { z } from "zod";
import { roleSchema } from "./route.ts";

export const meSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: roleSchema,
  /** Base URL of the Temporal UI, for links. */
  temporalUiUrl: z.string().nullable(),
  /** The mail inbox of the local stack, if there is one. */
  mailUrl: z.string().nullable(),
});
export type Me = z.infer<typeof meSchema>;

export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  /** May not sign in. */
  disabled: z.boolean(),
  createdAt: z.string(),
});
export type Person = z.infer<typeof personSchema>;
const passwordSchema = z.string().min(12).max(128);
export const createPersonSchema = z.strictObject({
  name: z.string().min(1).max(120),
  email: z.email().max(254),
  /** Handed over by whoever adds the person. */
  password: passwordSchema,
  role: roleSchema,
});
/** What is absent stays as it is. */
export const changePersonSchema = z.strictObject({
  role: roleSchema.optional(),
  /** True ends the person's sessions, too. */
  disabled: z.boolean().optional(),
  /** A new password, for somebody who forgot theirs; ends their sessions. */
  password: passwordSchema.optional(),
});
