import { z } from "zod";

export const endFields = z.object({
  outcome: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "letters, digits, dots, hyphens and underscores"),
});
