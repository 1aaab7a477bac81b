import { z } from "zod";

/** One server-sent message: something changed; views ask again for what they show. */
export const liveMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), run: z.string(), flow: z.string() }),
  z.object({ kind: z.literal("task"), task: z.string(), queue: z.string() }),
  z.object({ kind: z.literal("event"), type: z.string() }),
  z.object({ kind: z.literal("flow"), flow: z.string() }),
  z.object({ kind: z.literal("hello") }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
