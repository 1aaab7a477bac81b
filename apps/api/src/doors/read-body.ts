// What a sender's body is as data. Senders do not fix what they send, so whatever can be kept is kept.
import type { Json, JsonObject } from "@throughline/flow";
import { isJsonMedia, mediaType, readJson, readText } from "@throughline/intake";
import type { Refusal } from "@throughline/intake";

/** Data of a call. */
export interface ReadBody {
  readonly kind: "json";
  readonly value: Json;
}

/** JSON where it is JSON, fields of a form, else text. U+0000 becomes U+FFFD. */
export function readCallBody(contentType: string | undefined, body: Buffer): ReadBody | Refusal {
  if (body.length === 0) return json(null);
  const media = mediaType(contentType ?? "application/json");
  if (isJsonMedia(media)) return readJson(body, { nul: "replace" });
  const read = readText(body);
  if (read.kind === "refused") return read;
  const text = clean(read.text);
  return json(media === "application/x-www-form-urlencoded" ? readForm(text) : text);
}

function json(value: Json): ReadBody {
  return { kind: "json", value };
}

/** Fields by name, those that come more than once as lists. */
function readForm(text: string): JsonObject {
  const form = new URLSearchParams(text);
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name): [string, Json] => {
      const values = form.getAll(name).map(clean);
      const [value = "", ...more] = values;
      if (more.length > 0) return [clean(name), values];
      return [clean(name), names.length === 1 || name === "payload" ? fieldValue(value) : value];
    }),
  );
}

/** A form of one field, or a field `payload`, often wraps a whole document; what people typed into fields stays text. */
function fieldValue(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text;
  const read = readJson(Buffer.from(text), { nul: "replace" });
  return read.kind === "json" ? read.value : text;
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}
