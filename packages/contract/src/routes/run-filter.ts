import { z } from "zod";
import { page, text } from "./define-route.ts";

/** Which runs a list shows. */
export const runFilter = z.strictObject({
  ...page,
  flow: text(63).optional(),
  subject: text(256).optional(),
  state: z.enum(["open", "waiting", "human", "parked", "closed", "queued", "lost", "refused"]).optional(),
});
