// `POST /v1/events`: CloudEvents in each mode, or plain JSON; the body's form decides which.
import type { IncomingMessage } from "node:http";
import type { FlowEvent, Json } from "@throughline/flow";
import type { PathProblem } from "../http/problem.ts";
import { ProblemError } from "../http/problem.ts";
import { BATCH_LIMIT, BODY_LIMIT, parseJson, readBody } from "./body.ts";
import { fromBinary, fromStructured, isJsonMedia, mediaType } from "./cloudevents.ts";
import type { FrontDoor, ReadEvents } from "./front-door.ts";
import { orUnavailable } from "./front-door.ts";
import type { KeyRing, KnownKey } from "./key-ring.ts";
import { bearerToken } from "./key-ring.ts";
import type { PlainDefaults } from "./plain.ts";
import { fromPlain } from "./plain.ts";
import { EVENTS_LIMITS } from "./scan-json.ts";

/** Events that one request may carry. */
const EVENTS_PER_REQUEST = 1_000;

/** CloudEvents and plain events, from whoever has a write key. */
export const eventsDoor: FrontDoor = {
  name: "events",
  takes: (path) => path === "/v1/events",
  read: async (request, _path, { keys }) => readEvents(request, await writeKey(request, keys)),
};

async function writeKey(request: IncomingMessage, keys: KeyRing): Promise<KnownKey> {
  const token = bearerToken(request.headers.authorization);
  const key = token === null ? null : await orUnavailable(keys.find(token));
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

/** Reads and checks the events of a request; throws one problem that names everything wrong. */
async function readEvents(request: IncomingMessage, key: KnownKey): Promise<ReadEvents> {
  const media = mediaType(request.headers["content-type"] ?? "application/json");
  const problems: PathProblem[] = [];
  if (request.headers["ce-specversion"] !== undefined || request.headers["ce-id"] !== undefined) {
    const body = await readBody(request, BODY_LIMIT);
    return settle(
      [fromBinary(request, body, problems)],
      { bytes: body.length, isList: false },
      key,
      problems,
    );
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
  const value = parseJson(body, { limits: EVENTS_LIMITS });
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
    return settle(read, { bytes: body.length, isList: true }, key, problems);
  }
  if (isBatch)
    throw new ProblemError(422, "Cannot take the batch: it must be a JSON list of events", {
      problems: [{ path: "", message: "must be a list" }],
    });
  const one =
    media === "application/cloudevents+json"
      ? fromStructured(value, "", problems)
      : fromPlain(value, "", defaults(request, key), problems);
  return settle([one], { bytes: body.length, isList: false }, key, problems);
}

function settle(
  read: readonly (FlowEvent | null)[],
  sent: Omit<ReadEvents, "events">,
  key: KnownKey,
  problems: PathProblem[],
): ReadEvents {
  const events: FlowEvent[] = [];
  let strangers = 0;
  for (const [index, event] of read.entries()) {
    if (event === null) continue;
    if (key.sources.length > 0 && !key.sources.includes(event.source)) {
      strangers++;
      problems.push({
        path: `${sent.isList ? `/${index}` : ""}/source`,
        message: `is not one of the sources of this key: ${key.sources.join(", ")}`,
      });
    }
    events.push(event);
  }
  if (problems.length === 0) return { events, ...sent };
  const isOnlyStrangers = strangers === problems.length;
  throw new ProblemError(
    isOnlyStrangers ? 403 : 422,
    sent.isList
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
