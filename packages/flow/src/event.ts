import type { Json } from "./json.ts";

/** A CloudEvents 1.0 event as a front door hands it on: normalised and inside every limit. (`source`, `id`) is its identity. */
export interface FlowEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** RFC 3339, when the sender says it happened. */
  readonly time?: string;
  readonly subject?: string;
  /** Attributes beside the known ones, such as `tenant` or `traceparent`; absent: none. */
  readonly ext?: EventExtensions;
  readonly data: Json;
}

/** Extension attributes of a CloudEvent by name. */
export type EventExtensions = Readonly<Record<string, string | number | boolean>>;

/** An event that was accepted and matched: what runs, filters and receipts see. */
export interface MatchedEvent extends FlowEvent {
  /** Order of acceptance; unique, may become visible late. */
  readonly seq: number;
  /** Match number: the order that waits compare. */
  readonly no: number;
  /** RFC 3339 UTC by database time. */
  readonly receivedAt: string;
}

/** Sources that start so are written by Throughline itself; front doors refuse them. */
export const RESERVED_SOURCE_PREFIX = "throughline/";
/** Types that start so are written by Throughline itself (`throughline.started`, `throughline.email.clicked`). */
export const RESERVED_TYPE_PREFIX = "throughline.";
/** The type of the event that a manual, API or schedule start writes; its source is `startSource`. */
export const STARTED_TYPE = "throughline.started";

/** The source of a start of this flow: nobody else sees it. */
export function startSource(flow: string): string {
  return `${RESERVED_SOURCE_PREFIX}start/${flow}`;
}

/** The source of events that came by a webhook; only that door writes it. */
export const HOOK_SOURCE_PREFIX = "hook/";
/** Types that start so are those of webhooks. */
export const HOOK_TYPE_PREFIX = "hook.";

/** The type of the events that come in at a hook, or what it begins with where the hook tells more (`hook.shop.order.paid`). */
export function hookType(hook: string): string {
  return HOOK_TYPE_PREFIX + hook;
}

/**
 * The type of the event that a tracked link writes each time it is followed; `data` says which link of which mail, and
 * whether a program seems to have followed it.
 */
export const EMAIL_CLICKED_TYPE = "email.clicked";
/** The types of the events that tell what somebody wants: no more mail about a topic (or any), or mail about it again. */
export const UNSUBSCRIBED_TYPE = "message.unsubscribed";
export const SUBSCRIBED_TYPE = "message.subscribed";
/** The type whose `data.traits` are merged into the profile of the event's subject, in match order. */
export const IDENTIFY_TYPE = "profile.identified";
