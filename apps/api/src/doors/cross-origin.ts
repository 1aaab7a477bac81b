// What browsers ask before a page may send to another origin (CORS): which pages may is written on the write keys.
import type { IncomingMessage } from "node:http";
import { ProblemError } from "../http/problem.ts";
import type { DoorDeps } from "./front-door.ts";
import { orUnavailable } from "./front-door.ts";

/** Headers that a page may read of an answer. */
const EXPOSED = "retry-after, ratelimit, ratelimit-policy";
const PREFLIGHT_KEPT_S = 600;
const HEADER_NAMES = /^[a-z0-9-]+(?: *, *[a-z0-9-]+)*$/i;

/** True for pages of this installation: their requests need nobody's leave. */
export function isOwnOrigin(origin: string, { headers }: IncomingMessage): boolean {
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}

/** Headers that let the page read the answer, whichever it is; none for a page that no key allows. */
export async function crossOriginHeaders(
  { headers: { origin } }: IncomingMessage,
  deps: Pick<DoorDeps, "allowsOrigin">,
): Promise<Readonly<Record<string, string>>> {
  if (origin === undefined || origin.length > 256) return {};
  // Which answer it is depends on who asks, so no cache may hand it to another page.
  if (!(await orUnavailable(deps.allowsOrigin(origin)))) return { vary: "origin" };
  return {
    vary: "origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED,
  };
}

/** The answer to a preflight, whose request shows no key yet. */
export function preflight(
  { headers }: IncomingMessage,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (given["access-control-allow-origin"] === undefined) {
    throw new ProblemError(
      403,
      `Cannot take events from pages of "${headers.origin ?? ""}": add the origin to a write key under Settings, Keys`,
    );
  }
  const asked = headers["access-control-request-headers"];
  return {
    ...given,
    "access-control-allow-methods": "POST",
    ...(asked !== undefined && asked.length <= 1_000 && HEADER_NAMES.test(asked)
      ? { "access-control-allow-headers": asked }
      : {}),
    "access-control-max-age": String(PREFLIGHT_KEPT_S),
  };
}
