// `/hooks/{key}`: a provider's webhook becomes an event of type `hook.<key>`, once its signature over the raw bytes is right.
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { SignatureScheme } from "@throughline/contract";
import type { FlowEvent, Json } from "@throughline/flow";
import { ProblemError } from "../http/problem.ts";
import { BODY_LIMIT, decodeText, parseJson, readBody } from "./body.ts";
import { HOOK_SOURCE_PREFIX } from "./check-event.ts";
import type { FrontDoor } from "./front-door.ts";
import { orUnavailable } from "./front-door.ts";
import { isJsonMedia, mediaType } from "./cloudevents.ts";
import { verifySignature } from "./signatures/index.ts";

/** A hook as the door knows it: without a secret nothing comes in. */
export type KnownHook = { readonly key: string; readonly state: "unset" } | OpenHook;

interface OpenHook {
  readonly key: string;
  readonly state: "verified";
  readonly scheme: SignatureScheme;
  readonly secret: string;
}

const PATH = "/hooks/";
const KEY = /^[a-z][a-z0-9-]{0,62}$/;

/** Signed calls of other services. */
export const webhookDoor: FrontDoor = {
  name: "hook",
  takes: (path) => path.startsWith(PATH),
  async read(request, path, { findHook }) {
    const key = path.slice(PATH.length);
    const hook = assertOpen(KEY.test(key) ? await orUnavailable(findHook(key)) : null);
    const body = await readBody(request, BODY_LIMIT);
    const event = fromWebhook(hook, { headers: request.headers, body, nowMs: Date.now() });
    return { events: [event], bytes: body.length, isList: false };
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

/** The event of a webhook call; throws the problem that the caller gets. */
function fromWebhook(
  hook: OpenHook,
  request: { readonly headers: IncomingHttpHeaders; readonly body: Buffer; readonly nowMs: number },
): FlowEvent {
  const verdict = verifySignature(hook.scheme, hook.secret, request);
  if (!verdict.ok) {
    throw new ProblemError(401, `Cannot trust the call for webhook "${hook.key}": ${verdict.reason}`, {
      title: "The signature is not right",
    });
  }
  const data = bodyData(request.headers["content-type"], request.body);
  const subject = subjectOf(data, hook.scheme.subjectPointer);
  return {
    id: idOf(hook.scheme, request.headers, request.body),
    source: HOOK_SOURCE_PREFIX + hook.key,
    type: `hook.${hook.key}`,
    ...(subject === null ? {} : { subject }),
    data,
  };
}

/** JSON where it is JSON, fields of a form, else text. Providers do not fix their data: U+0000 becomes U+FFFD. */
function bodyData(contentType: string | undefined, body: Buffer): Json {
  if (body.length === 0) return null;
  const media = mediaType(contentType ?? "application/json");
  if (isJsonMedia(media)) return parseJson(body, { nul: "replace" });
  const text = decodeText(body).toWellFormed().replaceAll("\u0000", "\uFFFD");
  if (media !== "application/x-www-form-urlencoded") return text;
  const fields = [...new URLSearchParams(text)].map(([name, value]): [string, string] => [
    clean(name),
    clean(value),
  ]);
  return Object.fromEntries(fields);
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

function subjectOf(data: Json, pointer: string | undefined): string | null {
  if (pointer === undefined) return null;
  const value = readPointer(data, pointer);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value.length > 0 && value.length <= 256 ? value : null;
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
