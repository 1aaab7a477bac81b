// Signal names are for people who read the history; handlers look at the payload.
import type { Delivery } from "@throughline/flow/stepper";

/** Text as it may appear in ids, types, signal names and search attributes. */
export function toPlainName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, "_");
}

/** The signal a delivery travels as: an event by its type, everything else by its kind. */
export function signalName(delivery: Delivery): string {
  return delivery.kind === "event" ? eventSignalName(delivery.event.type) : delivery.kind;
}

/** Names that begin with two underscores belong to Temporal, so such a type gets a letter in front. */
export function eventSignalName(type: string): string {
  const name = toPlainName(type);
  return name.startsWith("__") ? `e${name}` : name;
}
