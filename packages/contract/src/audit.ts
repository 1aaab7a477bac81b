import { z } from "zod";
import { jsonSchema } from "./json.ts";

export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: jsonSchema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
