// `POST /v1/events`: CloudEvents in each mode, or plain JSON; the headers say which.
import type { IncomingMessage } from "node:http";
import { isJsonMedia, mediaType, readBinaryEvent, readEvents } from "@throughline/intake";
import type { EventForm, ReadEvents, Refusal, Sender } from "@throughline/intake";
import { readBody } from "../http/body.ts";
import { ProblemError } from "../http/problem.ts";
import { ceHeaders } from "./ce-headers.ts";
import type { FrontDoor, KnownSender } from "./front-door.ts";
import { BATCH_LIMIT, BODY_LIMIT } from "./front-door.ts";
import { writeKeyOf } from "./write-key.ts";

/** CloudEvents and plain events, from whoever has a write key. */
export const eventsDoor: FrontDoor = {
  name: "events",
  fromPages: true,
  takes: (path) => path === "/v1/events",
  read: async (request, _path, deps) => read(request, await writeKeyOf(request, deps)),
};

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

const LINES = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl"]);
/** What curl says of `-d` when it is told nothing else. */
const FORM = "application/x-www-form-urlencoded";

function formOf(media: string): EventForm {
  if (media === "application/cloudevents-batch+json") return "batch";
  if (media === "application/cloudevents+json") return "structured";
  if (LINES.has(media)) return "lines";
  if (isJsonMedia(media)) return "plain";
  if (media === FORM) {
    throw new ProblemError(
      415,
      `Cannot read content type "${FORM}": that is what curl -d says of a body by itself; if it is JSON, add -H 'Content-Type: application/json'`,
    );
  }
  throw new ProblemError(
    415,
    `Cannot read content type "${media}": send application/json, application/x-ndjson, application/cloudevents+json or application/cloudevents-batch+json`,
  );
}

function senderOf({ headers }: IncomingMessage, { sources }: KnownSender): Sender {
  const given = headers["idempotency-key"];
  const idempotencyKey =
    typeof given === "string" && given.length > 0 ? given.replace(/^"(.*)"$/, "$1") : undefined;
  return { sources, source: sources[0] ?? "http", idempotencyKey };
}
