// Who may send: whoever holds a write key, as Bearer, as the user of Basic, or where a door's clients put it.
import type { IncomingMessage } from "node:http";
import { keyToken } from "../http/bearer.ts";
import { ProblemError } from "../http/problem.ts";
import { hasOrigin } from "../keys/index.ts";
import { isOwnOrigin } from "./cross-origin.ts";
import type { DoorDeps, KnownSender } from "./front-door.ts";
import { orUnavailable } from "./front-door.ts";

/** The write key of a request; throws the problem of a caller who has none. `token` stands in for a missing header. */
export async function writeKeyOf(
  request: IncomingMessage,
  { findKey, count }: DoorDeps,
  token: string | null = null,
): Promise<KnownSender> {
  const { authorization } = request.headers;
  const shown = authorization === undefined ? token : keyToken(authorization);
  const key = shown === null ? null : await orUnavailable(findKey(shown));
  if (key === null) throw noKey();
  if (key.kind !== "write") {
    throw new ProblemError(
      403,
      `Cannot take events with key "${key.name}": it is an API key, a write key is needed`,
    );
  }
  assertOrigin(request, key);
  count(`key:${key.id}`, `with key "${key.name}"`);
  return key;
}

function noKey(): ProblemError {
  return new ProblemError(
    401,
    "Cannot take events without a write key: send it as Authorization: Bearer <write key>, or as the user of Basic",
    { title: "No write key", code: "no-write-key", headers: { "www-authenticate": "Bearer" } },
  );
}

/** A browser says from which page a request comes; other clients say nothing, and their key is enough. */
function assertOrigin(request: IncomingMessage, key: KnownSender): void {
  const { origin } = request.headers;
  if (origin === undefined || hasOrigin(key.origins, origin) || isOwnOrigin(origin, request)) return;
  throw new ProblemError(
    403,
    `Cannot take events from pages of "${origin}" with key "${key.name}": add the origin to the key under Settings, Keys`,
  );
}
