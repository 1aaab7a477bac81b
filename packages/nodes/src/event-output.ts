import { z } from "zod";

/** An event as later nodes see it; `data` is whatever the sender put there. */
export const eventOutput = z.object({
  id: z.string(),
  source: z.string(),
  type: z.string(),
  time: z.string().optional(),
  subject: z.string().optional(),
  data: z.unknown(),
  receivedAt: z.string(),
  /** Order of acceptance and of matching. */
  seq: z.number().optional(),
  no: z.number().optional(),
});

/** The event that samples of triggers and waits show. */
export const sampleEvent = {
  id: "evt-1",
  source: "shop",
  type: "cart.updated",
  time: "2026-01-05T10:00:00Z",
  subject: "customer-1",
  data: { cartId: "cart-1", total: 120 },
  receivedAt: "2026-01-05T10:00:00.120Z",
};
