// `POST /v1/events`: CloudEvents in each mode, or plain JSON; the body's form decides which.
import type { IncomingMessage } from "node:http";
import type { FlowEvent, Json } from "@throughline/flow";
import type { PathProblem } from "../http/problem.ts";
import { ProblemError } from "../http/problem.ts";
import { BATCH_LIMIT, BODY_LIMIT, parseJson, readBody } from "./body.ts";
import { fromBinary, fromStructured, isJsonMedia, mediaType } from "./cloudevents.ts";
import type { KnownKey } from "./key-ring.ts";
import type { PlainDefaults } from "./plain.ts";
import { fromPlain } from "./plain.ts";

/** Bytes of JSON that one event may have. */
const EVENT_LIMIT = 256 * 1024;
/** Events that one request may carry. */
const EVENTS_PER_REQUEST = 1_000;

export interface ReadEvents {
  readonly events: readonly FlowEvent[];
  readonly bytes: number;
}

/** Reads and checks the events of a request; throws one problem that names everything wrong. */
export async function readEvents(request: IncomingMessage, key: KnownKey): Promise<ReadEvents> {
  const media = mediaType(request.headers["content-type"] ?? "application/json");
  const problems: PathProblem[] = [];
  if (request.headers["ce-specversion"] !== undefined || request.headers["ce-id"] !== undefined) {
    const body = await readBody(request, BODY_LIMIT);
    return settle([fromBinary(request, body, problems)], body.length, key, problems);
  }
  if (!isJsonMedia(media)) {
    throw new ProblemError(
      415,
      `Cannot read content type "${media}": send application/json, application/cloudevents+json or application/cloudevents-batch+json`,
    );
  }
  const isBatch = media === "application/cloudevents-batch+json";
  // A plain list may be as large as a batch; what it is shows only once it is read.
  const body = await readBody(request, media === "application/cloudevents+json" ? BODY_LIMIT : BATCH_LIMIT);
  const value = parseJson(body);
  if (Array.isArray(value)) {
    if (media === "application/cloudevents+json") throw notAnObject();
    const list = value as readonly Json[]; // Array.isArray on a JSON value
    if (list.length > EVENTS_PER_REQUEST) {
      throw new ProblemError(
        413,
        `Cannot take ${list.length} events in one request: at most ${EVENTS_PER_REQUEST} are taken`,
      );
    }
    const read = list.map((item, index) =>
      isBatch
        ? fromStructured(item, `/${index}`, problems)
        : fromPlain(item, `/${index}`, defaults(request, key), problems),
    );
    return settle(read, body.length, key, problems);
  }
  if (isBatch)
    throw new ProblemError(422, "Cannot take the batch: it must be a JSON list of events", {
      problems: [{ path: "", message: "must be a list" }],
    });
  if (body.length > BODY_LIMIT)
    throw new ProblemError(413, `Cannot take the event: it is larger than ${EVENT_LIMIT} bytes`);
  const one =
    media === "application/cloudevents+json"
      ? fromStructured(value, "", problems)
      : fromPlain(value, "", defaults(request, key), problems);
  return settle([one], body.length, key, problems);
}

function settle(
  read: readonly (FlowEvent | null)[],
  bytes: number,
  key: KnownKey,
  problems: PathProblem[],
): ReadEvents {
  const isList = read.length !== 1;
  const events: FlowEvent[] = [];
  let strangers = 0;
  for (const [index, event] of read.entries()) {
    if (event === null) continue;
    const path = isList ? `/${index}` : "";
    if (key.sources.length > 0 && !key.sources.includes(event.source)) {
      strangers++;
      problems.push({
        path: `${path}/source`,
        message: `is not one of the sources of this key: ${key.sources.join(", ")}`,
      });
    }
    if (bytes > EVENT_LIMIT && Buffer.byteLength(JSON.stringify(event)) > EVENT_LIMIT) {
      if (!isList)
        throw new ProblemError(413, `Cannot take the event: it is larger than ${EVENT_LIMIT} bytes`);
      problems.push({ path, message: `is larger than ${EVENT_LIMIT} bytes` });
    }
    events.push(event);
  }
  if (problems.length === 0) return { events, bytes };
  const isOnlyStrangers = strangers === problems.length;
  throw new ProblemError(
    isOnlyStrangers ? 403 : 422,
    isList
      ? "Cannot take the events: some are not valid, so none was stored"
      : "Cannot take the event: it is not valid",
    { problems },
  );
}

function defaults(request: IncomingMessage, key: KnownKey): PlainDefaults {
  const given = request.headers["idempotency-key"];
  const idempotencyKey =
    typeof given === "string" && given.length > 0 ? given.replace(/^"(.*)"$/, "$1") : undefined;
  return { source: key.sources[0] ?? "http", idempotencyKey };
}

function notAnObject(): ProblemError {
  return new ProblemError(
    422,
    "Cannot take the event: it must be a JSON object; send a list as application/cloudevents-batch+json",
    {
      problems: [{ path: "", message: "must be an object" }],
    },
  );
}
