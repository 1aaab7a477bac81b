// A flow without effects or clocks: what an experiment finds wrong with its runs can only come from events and deliveries.
import { createClient, publishFlow } from "../client.ts";
import type { Installation } from "../installation.ts";

/** A run begins with `parcel.sent`, hears `parcel.scanned` and ends with `parcel.delivered`, all of one subject. */
const parcel = {
  schema: 1,
  key: "parcel",
  name: "Parcel",
  settings: {
    subject: { $cel: "trigger.subject" },
    // oxlint-disable-next-line unicorn/no-thenable -- the name in stored documents; nobody awaits one
    reentry: { rule: "one-at-a-time", then: "ignore" },
    timeZone: "UTC",
    interrupts: [],
    priority: "normal",
  },
  nodes: [
    node("sent", "event-trigger", { eventType: "parcel.sent" }),
    node("scanned", "wait-for-event", wait("parcel.scanned")),
    node("delivered", "wait-for-event", wait("parcel.delivered")),
    node("arrived", "exit", { outcome: "arrived" }),
    node("missing", "exit", { outcome: "missing" }),
  ],
  edges: [
    edge("sent", "next", "scanned"),
    edge("scanned", "came", "delivered"),
    edge("scanned", "timeout", "missing"),
    edge("delivered", "came", "arrived"),
    edge("delivered", "timeout", "missing"),
  ],
  notes: [],
  frames: [],
};

/** Publishes the flow `parcel`. */
export async function publishParcel(installation: Installation): Promise<void> {
  await publishFlow(createClient(installation), parcel);
}

function node(id: string, type: string, config: object) {
  return { id, type, typeVersion: 1, name: id, config, position: { x: 0, y: 0 } };
}

function wait(type: string) {
  return {
    events: [{ type, port: "came" }],
    correlate: { event: { $cel: "event.subject" }, run: { $cel: "trigger.subject" } },
    since: "run",
    timeout: "PT1H",
  };
}

function edge(from: string, port: string, to: string) {
  return { from: { node: from, port }, to: { node: to } };
}
