import { z } from "zod";
import { roleSchema } from "./route.ts";

export const keySchema = z.object({
  id: z.string(),
  kind: z.enum(["write", "api"]),
  name: z.string(),
  prefix: z.string(),
  role: z.string(),
  sources: z.array(z.string()),
  createdAt: z.string(),
  createdBy: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export const createKeySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("write"),
    name: z.string().min(1).max(120),
    sources: z.array(z.string().min(1).max(256)).max(50),
  }),
  z.strictObject({ kind: z.literal("api"), name: z.string().min(1).max(120), role: roleSchema }),
]);
export const createdKeySchema = keySchema.extend({ key: z.string() });
