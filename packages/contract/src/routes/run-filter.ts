import { z } from "zod";
import { page } from "./define-route.ts";

/** Which runs a list shows. */
export const runFilter = z.strictObject({
  ...page,
  flow: z.string().max(63).optional(),
  subject: z.string().max(256).optional(),
  state: z.enum(["open", "waiting", "human", "parked", "closed", "queued", "lost", "refused"]).optional(),
});
