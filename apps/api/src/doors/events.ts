// `POST /v1/events`: CloudEvents in each mode, or plain JSON; the headers say which.
import type { IncomingMessage } from "node:http";
import { isJsonMedia, mediaType, readBinaryEvent, readEvents } from "@throughline/intake";
import type { EventForm, ReadEvents, Refusal, Sender } from "@throughline/intake";
import { bearerToken } from "../http/bearer.ts";
import { readBody } from "../http/body.ts";
import { ProblemError } from "../http/problem.ts";
import { ceHeaders } from "./ce-headers.ts";
import type { DoorDeps, FrontDoor, KnownSender } from "./front-door.ts";
import { BATCH_LIMIT, BODY_LIMIT, orUnavailable } from "./front-door.ts";

/** CloudEvents and plain events, from whoever has a write key. */
export const eventsDoor: FrontDoor = {
  name: "events",
  takes: (path) => path === "/v1/events",
  read: async (request, _path, deps) => read(request, await writeKey(request, deps)),
};

async function writeKey(request: IncomingMessage, { findKey }: DoorDeps): Promise<KnownSender> {
  const token = bearerToken(request.headers.authorization);
  const key = token === null ? null : await orUnavailable(findKey(token));
  if (key === null) {
    throw new ProblemError(
      401,
      "Cannot take events without a write key: send it as Authorization: Bearer <write key>",
      { title: "No write key", headers: { "www-authenticate": "Bearer" } },
    );
  }
  if (key.kind === "write") return key;
  throw new ProblemError(
    403,
    `Cannot take events with key "${key.name}": it is an API key, a write key is needed`,
  );
}

async function read(request: IncomingMessage, key: KnownSender): Promise<ReadEvents | Refusal> {
  const { headers } = request;
  const sender = senderOf(request, key);
  if (headers["ce-specversion"] !== undefined || headers["ce-id"] !== undefined) {
    const body = await readBody(request, BODY_LIMIT);
    const contentType = headers["content-type"];
    return readBinaryEvent({ attributes: ceHeaders(request.rawHeaders), contentType, body }, sender);
  }
  const form = formOf(mediaType(headers["content-type"] ?? "application/json"));
  // A plain list may be as large as a batch; what it is shows only once it is read.
  const body = await readBody(request, form === "structured" ? BODY_LIMIT : BATCH_LIMIT);
  return readEvents(body, form, sender);
}

function formOf(media: string): EventForm {
  if (media === "application/cloudevents-batch+json") return "batch";
  if (media === "application/cloudevents+json") return "structured";
  if (isJsonMedia(media)) return "plain";
  throw new ProblemError(
    415,
    `Cannot read content type "${media}": send application/json, application/cloudevents+json or application/cloudevents-batch+json`,
  );
}

function senderOf({ headers }: IncomingMessage, { sources }: KnownSender): Sender {
  const given = headers["idempotency-key"];
  const idempotencyKey =
    typeof given === "string" && given.length > 0 ? given.replace(/^"(.*)"$/, "$1") : undefined;
  return { sources, source: sources[0] ?? "http", idempotencyKey };
}
