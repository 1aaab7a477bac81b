import { z } from "zod";
import * as events from "../events.ts";
import { id, list, page, route, text } from "./define-route.ts";

/** Events, their receipts, and what could not be delivered. */
export const eventRoutes = {
  listEvents: route("GET", "/api/events", "viewer", {
    tag: "events",
    summary: "Events, newest first",
    query: z.strictObject({
      ...page,
      type: text(256).optional(),
      subject: text(256).optional(),
      /** With `id`: the one event that its sender knows by them. */
      source: text(256).optional(),
      id: text(256).optional(),
    }),
    answer: list(events.eventSchema),
  }),
  sendEvent: route("POST", "/api/events", "operator", {
    tag: "events",
    summary: "Send an event to try a flow; its source is `throughline/test`",
    body: events.sendEventSchema,
    answer: events.sentEventSchema,
    status: 202,
    repeats: "event",
  }),
  getReceipt: route("GET", "/api/events/{event}/receipt", "viewer", {
    tag: "events",
    summary: "What an event started and woke, what it did not, and why",
    params: z.strictObject({ event: z.string().regex(/^\d{1,18}$/) }),
    answer: events.receiptSchema,
  }),
  findReceipt: route("GET", "/api/receipts", "viewer", {
    tag: "events",
    summary: "The receipt of the event that its sender knows by source and id",
    query: z.strictObject({ source: text(256).min(1), id: text(256).min(1) }),
    answer: events.receiptSchema,
  }),
  listEventTypes: route("GET", "/api/event-types", "viewer", {
    tag: "events",
    summary: "Event types seen, with the fields of their data",
    answer: z.object({ items: z.array(events.eventTypeSchema) }),
  }),
  listDeadLetters: route("GET", "/api/dead-letters", "operator", {
    tag: "events",
    summary: "What could not be delivered and is open: neither tried again nor dismissed",
    query: z.strictObject(page),
    answer: list(events.deadLetterSchema),
  }),
  retryDeadLetter: route("POST", "/api/dead-letters/{id}/retry", "operator", {
    tag: "events",
    summary: "Try a dead letter again",
    params: id,
    answer: z.void(),
    status: 202,
  }),
  dismissDeadLetter: route("DELETE", "/api/dead-letters/{id}", "operator", {
    tag: "events",
    summary: "Take a dead letter from the list without trying it again",
    params: id,
    answer: z.void(),
    status: 204,
  }),
};
