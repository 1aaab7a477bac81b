// CloudEvents 1.0 over HTTP: structured, batch and binary mode, with the specification's MUSTs checked here.
import type { IncomingMessage } from "node:http";
import type { FlowEvent, Json, JsonObject } from "@throughline/flow";
import { toPointer } from "../http/json-pointer.ts";
import type { PathProblem } from "../http/problem.ts";
import { ProblemError } from "../http/problem.ts";
import { decodeText, parseJson, parseJsonText } from "./body.ts";
import { checkEvent } from "./check-event.ts";

const ATTRIBUTE = /^[a-z0-9]+$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** One event of structured or batch mode. */
export function fromStructured(value: Json, path: string, problems: PathProblem[]): FlowEvent | null {
  if (!isObject(value)) {
    problems.push({ path, message: "must be a CloudEvent: a JSON object" });
    return null;
  }
  const before = problems.length;
  if (value["specversion"] !== "1.0") {
    problems.push({ path: `${path}/specversion`, message: 'must be "1.0"' });
  }
  for (const name of Object.keys(value)) {
    if (name !== "data_base64" && !ATTRIBUTE.test(name)) {
      problems.push({
        path: path + toPointer([name]),
        message: "is no attribute name: only a-z and 0-9 are taken",
      });
    }
  }
  const contentType = value["datacontenttype"];
  if (contentType !== undefined && contentType !== null && typeof contentType !== "string") {
    problems.push({ path: `${path}/datacontenttype`, message: "must be a text" });
  }
  const data = dataOf(value, path, problems);
  const event = checkEvent(
    {
      id: value["id"],
      source: value["source"],
      type: value["type"],
      time: value["time"] ?? undefined,
      subject: value["subject"] ?? undefined,
      data,
    },
    path,
    problems,
  );
  return problems.length > before ? null : event;
}

function dataOf(value: JsonObject, path: string, problems: PathProblem[]): Json {
  const encoded = value["data_base64"];
  if (encoded === undefined || encoded === null) return value["data"] ?? null;
  if (value["data"] !== undefined) {
    problems.push({ path: `${path}/data_base64`, message: "must not stand beside data" });
    return null;
  }
  if (typeof encoded !== "string" || !BASE64.test(encoded)) {
    problems.push({ path: `${path}/data_base64`, message: "must be base64" });
    return null;
  }
  const contentType = value["datacontenttype"];
  try {
    return decodeData(
      Buffer.from(encoded, "base64"),
      typeof contentType === "string" ? contentType : undefined,
      `${path}/data_base64`,
    );
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(
      ...(error.problems.length > 0
        ? error.problems
        : [{ path: `${path}/data_base64`, message: error.message }]),
    );
    return null;
  }
}

/** The attributes of binary mode are `ce-` headers, percent-encoded where they are not printable ASCII. */
export function fromBinary(
  request: IncomingMessage,
  body: Buffer,
  problems: PathProblem[],
): FlowEvent | null {
  const before = problems.length;
  const attributes = new Map<string, string>();
  const raw = request.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const header = (raw[i] ?? "").toLowerCase();
    if (!header.startsWith("ce-")) continue;
    const name = header.slice(3);
    const value = percentDecode(raw[i + 1] ?? "");
    if (!ATTRIBUTE.test(name))
      problems.push({ path: toPointer([name]), message: "is no attribute name: only a-z and 0-9 are taken" });
    else if (attributes.has(name)) problems.push({ path: toPointer([name]), message: "is given twice" });
    else if (value === null)
      problems.push({ path: toPointer([name]), message: "is not valid percent-encoded UTF-8" });
    else attributes.set(name, value);
  }
  if (attributes.get("specversion") !== "1.0")
    problems.push({ path: "/specversion", message: 'must be "1.0"' });
  if (attributes.has("datacontenttype")) {
    problems.push({ path: "/datacontenttype", message: "travels as the header Content-Type in binary mode" });
  }
  const event = checkEvent(
    {
      id: attributes.get("id"),
      source: attributes.get("source"),
      type: attributes.get("type"),
      time: attributes.get("time"),
      subject: attributes.get("subject"),
      data: body.length === 0 ? null : decodeData(body, request.headers["content-type"], "/data"),
    },
    "",
    problems,
  );
  return problems.length > before ? null : event;
}

/** JSON becomes a value, text a text, anything else base64 text. */
function decodeData(bytes: Buffer, contentType: string | undefined, path: string): Json {
  const media = mediaType(contentType ?? "application/json");
  if (isJsonMedia(media)) return parseJson(bytes, { base: path });
  if (media.startsWith("text/") || media.endsWith("+xml") || media === "application/xml") {
    const text = decodeText(bytes);
    return parseJsonText(JSON.stringify(text), { base: path });
  }
  return bytes.toString("base64");
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

function percentDecode(value: string): string | null {
  const trimmed = value.trim();
  const quoted = trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"');
  const text = quoted ? trimmed.slice(1, -1).replace(/\\(.)/g, "$1") : trimmed;
  // Printable ASCII only, so that a header in another charset is refused, not guessed.
  if (!/^[\x20-\x7e]*$/.test(text)) return null;
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
