// CloudEvents 1.0 as values, with the specification's MUSTs checked: structured and batch are JSON, binary is attributes
// beside a body, whichever protocol carried them.
import { isJsonObject } from "@throughline/flow";
import type { FlowEvent, Json, JsonObject } from "@throughline/flow";
import { checkEvent } from "./check-event.ts";
import type { RawExtensions } from "./check-event.ts";
import { toPointer } from "./json-pointer.ts";
import { readJson, readJsonText, readText } from "./read-json.ts";
import type { Fault, Refusal } from "./refusal.ts";

/** How an attribute of a CloudEvent may be called. */
export const ATTRIBUTE = /^[a-z0-9]+$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** One event of structured or batch mode, or null after naming what is wrong with it. */
export function fromStructured(value: Json, path: string, faults: Fault[]): FlowEvent | null {
  if (!isJsonObject(value)) {
    faults.push({ code: "not-valid", path, message: "must be a CloudEvent: a JSON object" });
    return null;
  }
  const before = faults.length;
  if (value["specversion"] !== "1.0") {
    faults.push({ code: "not-valid", path: `${path}/specversion`, message: 'must be "1.0"' });
  }
  for (const name of Object.keys(value)) {
    if (name !== "data_base64" && !ATTRIBUTE.test(name)) faults.push(notAName(path, name));
  }
  const contentType = value["datacontenttype"];
  if (contentType !== undefined && contentType !== null && typeof contentType !== "string") {
    faults.push({ code: "not-valid", path: `${path}/datacontenttype`, message: "must be a text" });
  }
  const data = dataOf(value, path, faults);
  const event = checkEvent(
    {
      id: value["id"],
      source: value["source"],
      type: value["type"],
      time: value["time"] ?? undefined,
      subject: value["subject"] ?? undefined,
      data,
      ext: extensionsOf(Object.entries(value)),
    },
    path,
    faults,
  );
  return faults.length > before ? null : event;
}

/** What has a place of its own; everything else is kept as an extension, `dataschema` with it. */
const PLACED = new Set([
  "specversion",
  "id",
  "source",
  "type",
  "time",
  "subject",
  "datacontenttype",
  "data",
  "data_base64",
]);

function extensionsOf(attributes: Iterable<readonly [string, unknown]>): RawExtensions {
  return { at: "", values: Object.fromEntries([...attributes].filter(([name]) => !PLACED.has(name))) };
}

function dataOf(value: JsonObject, path: string, faults: Fault[]): Json {
  const encoded = value["data_base64"];
  if (encoded === undefined || encoded === null) return value["data"] ?? null;
  const at = `${path}/data_base64`;
  if (value["data"] !== undefined) {
    faults.push({ code: "not-valid", path: at, message: "must not stand beside data" });
    return null;
  }
  if (typeof encoded !== "string" || !BASE64.test(encoded)) {
    faults.push({ code: "not-valid", path: at, message: "must be base64" });
    return null;
  }
  const contentType = value["datacontenttype"];
  const read = readData(
    Buffer.from(encoded, "base64"),
    typeof contentType === "string" ? contentType : undefined,
    at,
  );
  if (read.kind === "json") return read.value;
  faults.push(...read.faults);
  return null;
}

/** An event of binary mode as its carrier gave it. */
export interface BinaryEvent {
  /** By lower-case name without the carrier's prefix, in order; null: a value that could not be decoded. */
  readonly attributes: Iterable<readonly [name: string, value: string | null]>;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** One event of binary mode; null after naming what is wrong with its attributes; a refusal when its body cannot be read. */
export function fromBinary(sent: BinaryEvent, faults: Fault[]): FlowEvent | Refusal | null {
  const before = faults.length;
  const attributes = new Map<string, string>();
  for (const [name, value] of sent.attributes) {
    const path = toPointer([name]);
    if (!ATTRIBUTE.test(name)) faults.push(notAName("", name));
    else if (attributes.has(name)) faults.push({ code: "not-valid", path, message: "is given twice" });
    else if (value === null)
      faults.push({ code: "not-valid", path, message: "is not UTF-8, plain or percent-encoded" });
    else attributes.set(name, value);
  }
  if (attributes.get("specversion") !== "1.0")
    faults.push({ code: "not-valid", path: "/specversion", message: 'must be "1.0"' });
  if (attributes.has("datacontenttype")) {
    const message = "travels as the header Content-Type in binary mode";
    faults.push({ code: "not-valid", path: "/datacontenttype", message });
  }
  const read = sent.body.length === 0 ? NO_DATA : readData(sent.body, sent.contentType, "/data");
  if (read.kind === "refused") return read;
  const event = checkEvent(
    {
      id: attributes.get("id"),
      source: attributes.get("source"),
      type: attributes.get("type"),
      time: attributes.get("time"),
      subject: attributes.get("subject"),
      data: read.value,
      ext: extensionsOf(attributes),
    },
    "",
    faults,
  );
  return faults.length > before ? null : event;
}

const NO_DATA = { kind: "json", value: null } as const;

/** JSON becomes a value, text a text, anything else base64 text. */
function readData(bytes: Buffer, contentType: string | undefined, path: string) {
  const media = mediaType(contentType ?? "application/json");
  if (isJsonMedia(media)) return readJson(bytes, { base: path });
  if (media.startsWith("text/") || media.endsWith("+xml") || media === "application/xml") {
    const read = readText(bytes, path);
    return read.kind === "refused" ? read : readJsonText(JSON.stringify(read.text), { base: path });
  }
  return { kind: "json", value: bytes.toString("base64") } as const;
}

/** `application/json` of `Application/JSON; charset=utf-8`. */
export function mediaType(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** True for `application/json` and everything that ends in `+json`. */
export function isJsonMedia(media: string): boolean {
  return media === "application/json" || media === "text/json" || media.endsWith("+json");
}

/** Says of a name that it is no attribute's. */
export function notAName(path: string, name: string): Fault {
  const message = "is no attribute name: only a-z and 0-9 are taken";
  return { code: "not-valid", path: path + toPointer([name]), message };
}
