// `/hooks/{key}`: a provider's webhook becomes an event of type `hook.<key>`, once its signature over the raw bytes is right.
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { SignatureScheme } from "@throughline/contract";
import { keyText, readSubject, wordSchema } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import {
  HOOK_SOURCE_PREFIX,
  HOOK_TYPE_PREFIX,
  OWN,
  isJsonMedia,
  makeEvent,
  mediaType,
  readJson,
  readText,
} from "@throughline/intake";
import type { ReadEvents, Refusal } from "@throughline/intake";
import { readBody } from "../http/body.ts";
import { ProblemError } from "../http/problem.ts";
import type { FrontDoor, KnownHook, OpenHook } from "./front-door.ts";
import { BODY_LIMIT, orUnavailable } from "./front-door.ts";
import { verifySignature } from "./signatures/index.ts";

const PATH = "/hooks/";

/** Signed calls of other services. */
export const webhookDoor: FrontDoor = {
  name: "hook",
  fromPages: false,
  takes: (path) => path.startsWith(PATH),
  async read(request, path, { findHook }) {
    const key = path.slice(PATH.length);
    const hook = assertOpen(wordSchema.safeParse(key).success ? await orUnavailable(findHook(key)) : null);
    const body = await readBody(request, BODY_LIMIT);
    return fromWebhook(hook, { headers: request.headers, body, nowMs: Date.now() });
  },
};

function assertOpen(hook: KnownHook | null): OpenHook {
  if (hook === null) throw new ProblemError(404, "Cannot find this webhook: there is none with this key");
  if (hook.state === "verified") return hook;
  throw new ProblemError(
    503,
    `Cannot take calls for webhook "${hook.key}": it has no secret yet, set one first`,
  );
}

/** The event of a webhook call; throws when it is not the provider who calls. */
function fromWebhook(
  hook: OpenHook,
  request: { readonly headers: IncomingHttpHeaders; readonly body: Buffer; readonly nowMs: number },
): ReadEvents | Refusal {
  const verdict = verifySignature(hook.scheme, hook.secret, request);
  if (!verdict.ok) {
    throw new ProblemError(401, `Cannot trust the call for webhook "${hook.key}": ${verdict.reason}`, {
      title: "The signature is not right",
    });
  }
  const read = bodyData(request.headers["content-type"], request.body);
  if (read.kind === "refused") return read;
  return makeEvent(
    {
      id: idOf(hook.scheme, request.headers, request.body),
      source: HOOK_SOURCE_PREFIX + hook.key,
      type: HOOK_TYPE_PREFIX + hook.key,
      subject: subjectOf(read.value, hook.scheme.subjectPointer),
      data: read.value,
    },
    OWN,
  );
}

/** JSON where it is JSON, fields of a form, else text. Providers do not fix their data: U+0000 becomes U+FFFD. */
function bodyData(contentType: string | undefined, body: Buffer) {
  if (body.length === 0) return json(null);
  const media = mediaType(contentType ?? "application/json");
  if (isJsonMedia(media)) return readJson(body, { nul: "replace" });
  const read = readText(body);
  if (read.kind === "refused") return read;
  const text = clean(read.text);
  if (media !== "application/x-www-form-urlencoded") return json(text);
  const fields = [...new URLSearchParams(text)].map(([name, value]): [string, string] => [
    clean(name),
    clean(value),
  ]);
  return json(Object.fromEntries(fields));
}

function json(value: Json) {
  return { kind: "json", value } as const;
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

function idOf(scheme: SignatureScheme, headers: IncomingHttpHeaders, body: Buffer): string {
  const header = scheme.idHeader === undefined ? undefined : headers[scheme.idHeader.toLowerCase()];
  if (typeof header === "string" && header.length > 0) {
    return header.length <= 256 ? header : createHash("sha256").update(header).digest("hex");
  }
  return createHash("sha256").update(body).digest("hex");
}

function subjectOf(data: Json, pointer: string | undefined): string | undefined {
  if (pointer === undefined) return undefined;
  const value = readPointer(data, pointer);
  const key = keyText(value);
  const read = key.ok && typeof value !== "boolean" ? readSubject(key.text) : null;
  return read?.ok === true && read.subject.length <= 256 ? read.subject : undefined;
}

/** The value a JSON pointer names, or undefined. */
function readPointer(value: Json, pointer: string): Json | undefined {
  let here: unknown = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[key]; // an object or array that has the key
  }
  return here as Json; // a part of a JSON value
}
