import type { JsonObject } from "../json.ts";

/** What the examples of the help read. */
export const HELP_SCOPE: JsonObject = {
  now: "2026-11-27T09:30:00.000Z",
  subject: "ann@example.com",
  profile: {
    email: "ann@example.com",
    firstName: "Ann",
    tags: ["vip", "early"],
    timeZone: "America/New_York",
  },
  run: {
    id: "cart-recovery.1042",
    shortId: "1042",
    flow: "cart-recovery",
    version: 3,
    startedAt: "2026-11-27T09:00:01.000Z",
    timeZone: "Europe/Berlin",
  },
  trigger: {
    id: "e-77",
    source: "shop",
    type: "cart.updated",
    subject: "ann@example.com",
    time: "2026-11-27T09:00:00Z",
    data: {
      total: 719.99,
      number: "42",
      country: "DE",
      code: " Spring-25 ",
      gift: false,
      note: null,
      dueOn: "2026-12-24",
      orderedAt: "2026-11-25T10:15:00+01:00",
      items: [
        { sku: "desk", price: 639.99, count: 1 },
        { sku: "lamp", price: 40, count: 2 },
      ],
    },
  },
};
