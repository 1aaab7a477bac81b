import { z } from "zod";
import { runStateSchema } from "../runs.ts";
import { page, text } from "./define-route.ts";

/** Which runs a list shows. */
export const runFilter = z.strictObject({
  ...page,
  flow: text(63).optional(),
  subject: text(256).optional(),
  /** `open`: in any of the states of a run that has begun and not ended. */
  state: z.enum([...runStateSchema.options, "open"]).optional(),
});
