// What expressions see of an event: the same for the matcher, a receipt and a simulated run.
import type { FlowEvent } from "../event.ts";

/** An accepted event as expressions see it; a matched event is one too. */
export interface SeenEvent extends FlowEvent {
  /** RFC 3339 UTC by database time. */
  readonly receivedAt: string;
}

/** What a key and the filter of a wait see; a filter sees the bindings of its wait besides. */
export interface EventScope {
  readonly event: SeenEvent;
  /** The instant at which the event was received: judging it again later gives the same. */
  readonly now: string;
}

/** What a trigger's filter and the subject of a flow see: the same event under both names. */
export interface EntryScope {
  readonly event: SeenEvent;
  readonly trigger: SeenEvent;
  /** The instant at which the event was received. */
  readonly now: string;
}

/** An event for what waits. */
export function eventScope(event: SeenEvent): EventScope {
  return { event, now: event.receivedAt };
}

/** An event for what it may start. */
export function entryScope(event: SeenEvent): EntryScope {
  return { event, trigger: event, now: event.receivedAt };
}
