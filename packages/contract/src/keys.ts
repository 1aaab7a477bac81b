import { z } from "zod";
import { roleSchema } from "./route.ts";

export const keySchema = z.object({
  id: z.string(),
  kind: z.enum(["write", "api"]),
  name: z.string(),
  prefix: z.string(),
  role: z.string(),
  sources: z.array(z.string()),
  /** Web pages that may use a write key from a browser: their origins, or `*`; empty: none. */
  origins: z.array(z.string()),
  createdAt: z.string(),
  createdBy: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
/** `https://shop.example` or `*`, as browsers write the header Origin. */
const originSchema = z
  .string()
  .max(256)
  .refine((text) => text === "*" || (URL.canParse(text) && new URL(text).origin === text), {
    error: "must be an origin such as https://shop.example, without a path, or *",
  });
const originsSchema = z.array(originSchema).max(50);

export const createKeySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("write"),
    name: z.string().min(1).max(120),
    sources: z.array(z.string().min(1).max(256)).max(50),
    origins: originsSchema.optional(),
  }),
  z.strictObject({ kind: z.literal("api"), name: z.string().min(1).max(120), role: roleSchema }),
]);
export const createdKeySchema = keySchema.extend({ key: z.string() });
export const changeKeySchema = z.strictObject({ origins: originsSchema });
