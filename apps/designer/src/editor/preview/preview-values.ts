// Whose values a preview shows: an event that came or one made up, and a profile.
import type { EventView, PreviewRequest } from "@throughline/contract";
import { isJsonObject, nodeTypeKey, parseJson } from "@throughline/flow";
import type { FlowDocument, Json, JsonObject, NodeType, NodeTypes } from "@throughline/flow";

/** What a person chose. */
export interface ChosenValues {
  /** One that came, or the text of one's own. */
  readonly event: EventView | { readonly own: string };
  /** What is stored of the event's subject, of another one, or the text of one's own. */
  readonly profile: "stored" | { readonly of: JsonObject } | { readonly own: string };
}

type ReadValues =
  | { readonly ok: true; readonly values: Pick<PreviewRequest, "event" | "profile"> }
  | { readonly ok: false; readonly field: "event" | "profile"; readonly problem: string };

/** What is asked of the API, or what is wrong with what was typed. */
export function readValues({ event, profile }: ChosenValues): ReadValues {
  const said = "own" in event ? readObject(event.own) : toEvent(event);
  if (said === null || typeof said["type"] !== "string" || said["type"] === "")
    return {
      ok: false,
      field: "event",
      problem: 'Write an event as JSON: { "type": "cart.left", "subject": "customer-1", "data": {} }',
    };
  const asked = { event: said as PreviewRequest["event"] };
  if (profile === "stored") return { ok: true, values: asked };
  const given = "own" in profile ? readObject(profile.own) : profile.of;
  if (given === null)
    return {
      ok: false,
      field: "profile",
      problem: 'Write a profile as JSON: { "email": "ada@example.com" }',
    };
  return { ok: true, values: { ...asked, profile: given as PreviewRequest["profile"] } };
}

function readObject(text: string): JsonObject | null {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function toEvent({ id, source, type, subject, time, receivedAt, data, ext }: EventView): JsonObject {
  return {
    id,
    source,
    type,
    subject,
    time,
    receivedAt,
    data: data as Json,
    ...(ext === null ? {} : { ext }),
  };
}

/** The types of events that start a flow; none where a trigger takes events of any type. */
export function startingTypes(document: FlowDocument, nodeTypes: NodeTypes): readonly string[] {
  const types = document.nodes.flatMap(({ type, typeVersion, config }) => {
    const isTrigger = nodeTypes.get(nodeTypeKey(type, typeVersion))?.instruction === "trigger";
    return isTrigger && typeof config["type"] === "string" ? [config["type"]] : [];
  });
  return [...new Set(types)].filter((type) => type !== "").slice(0, 5);
}

/** An event to begin with where none has come yet. */
export function ownEvent(types: readonly string[]): string {
  return JSON.stringify({ type: types[0] ?? "cart.left", subject: "customer-1", data: {} }, null, 2);
}

/** Whether a node has texts with values in them. */
export function writesTexts({ config }: NodeType): boolean {
  const fields = Object.values((config["properties"] ?? {}) as Readonly<Record<string, JsonObject>>);
  return fields.some(({ "x-ui": hints }) => isJsonObject(hints) && hints["template"] === true);
}
