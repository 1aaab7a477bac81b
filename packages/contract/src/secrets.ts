import { z } from "zod";

export const secretSchema = z.object({
  name: z.string(),
  version: z.int(),
  hosts: z.array(z.string()),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
const hostSchema = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(
    /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)$/,
    "must be a host name such as api.example.com, without scheme, port or path",
  );
export const putSecretSchema = z.strictObject({
  value: z.string().min(1).max(8192),
  /** Host names it may be sent to. A new secret needs one; absent when it is replaced: as before. */
  hosts: z.array(hostSchema).min(1, "must name a host that the secret may be sent to").max(20).optional(),
});
