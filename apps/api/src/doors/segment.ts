// `/v1/batch`, `/v1/track` and their like: the tracking API of Segment, as its clients and those of RudderStack speak it.
import type { IncomingMessage } from "node:http";
import { readSegment, segmentEvents } from "@throughline/intake";
import type { ReadEvents, Refusal, SegmentCall } from "@throughline/intake";
import { readBody } from "../http/body.ts";
import type { DoorDeps, FrontDoor, KnownSender } from "./front-door.ts";
import { BATCH_LIMIT, BODY_LIMIT } from "./front-door.ts";
import { writeKeyOf } from "./write-key.ts";

/** Which call an address takes; null: a batch of any. The short ones are the browser's. */
const ADDRESSES: ReadonlyMap<string, SegmentCall | null> = new Map([
  ["/v1/batch", null],
  ["/v1/b", null],
  ["/v1/import", null],
  ["/v1/track", "track"],
  ["/v1/t", "track"],
  ["/v1/identify", "identify"],
  ["/v1/i", "identify"],
  ["/v1/page", "page"],
  ["/v1/p", "page"],
  ["/v1/screen", "screen"],
  ["/v1/s", "screen"],
  ["/v1/group", "group"],
  ["/v1/g", "group"],
  ["/v1/alias", "alias"],
  ["/v1/a", "alias"],
]);

/** Calls of analytics clients. */
export const segmentDoor: FrontDoor = {
  name: "segment",
  fromPages: true,
  // Some of its clients take anything but 200 for a failure.
  says: { status: 200, fields: { success: true } },
  takes: (path) => ADDRESSES.has(path),
  async read(request, path, deps) {
    const call = ADDRESSES.get(path) ?? null;
    if (request.headers.authorization === undefined) return readUnannounced(request, call, deps);
    const key = await writeKeyOf(request, deps);
    return take(await readBody(request, BATCH_LIMIT), call, key);
  },
};

/** A page that is left can send no header, so its key lies in the body. */
async function readUnannounced(
  request: IncomingMessage,
  call: SegmentCall | null,
  deps: DoorDeps,
): Promise<ReadEvents | Refusal> {
  const body = await readBody(request, BODY_LIMIT);
  const read = readSegment(body);
  const token = read.kind === "segment" ? read.writeKey : undefined;
  return take(body, call, await writeKeyOf(request, deps, token ?? null));
}

function take(body: Buffer, call: SegmentCall | null, { sources }: KnownSender): ReadEvents | Refusal {
  // What the clients say of the type of their bodies is not to be believed: text or a form where it is JSON.
  const read = readSegment(body);
  if (read.kind === "refused") return read;
  const source = sources[0] ?? "segment";
  return segmentEvents(read, call, { sources, source, idempotencyKey: undefined }, Date.now());
}
