import { readSubject } from "../comparable-text.ts";
import { IDENTIFY_TYPE } from "../event.ts";
import type { FlowEvent } from "../event.ts";
import { isJsonObject } from "../json.ts";
import type { JsonObject } from "../json.ts";

/** What an event says of whom, for the profile; null when it says nothing. */
export function traitsOf(
  event: Pick<FlowEvent, "type" | "subject" | "data">,
): { readonly subject: string; readonly traits: JsonObject } | null {
  if (event.type !== IDENTIFY_TYPE || event.subject === undefined || !isJsonObject(event.data)) return null;
  const read = readSubject(event.subject);
  const { traits } = event.data;
  return read.ok && isJsonObject(traits) ? { subject: read.subject, traits } : null;
}
