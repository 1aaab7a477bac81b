// `/api/auth/…`: the few addresses of better-auth that a browser needs, behind our own limits and with our own problems.
import type { Request, Response as ExpressResponse } from "express";
import { Router } from "express";
import { assertSameOrigin } from "../http/caller.ts";
import { ProblemError } from "../http/problem.ts";
import { readBody } from "../http/body.ts";
import { limitByAccount } from "./sign-in-limits.ts";
import type { People } from "./people.ts";

const BODY_LIMIT = 64 * 1024;

/** Everything else of better-auth stays closed; people are managed at `/api/people`, where it leaves an audit row. */
const OPEN: Readonly<Record<string, "GET" | "POST">> = {
  "/sign-in/email": "POST",
  "/sign-out": "POST",
  "/get-session": "GET",
  "/change-password": "POST",
  "/list-sessions": "GET",
  "/revoke-session": "POST",
  "/revoke-sessions": "POST",
  "/revoke-other-sessions": "POST",
};
/** The body's own fields, which no longer hold once it is read and inflated. */
const BODY_HEADERS: ReadonlySet<string> = new Set([
  "content-length",
  "content-encoding",
  "transfer-encoding",
]);

/** Mounted under `/api/auth`. */
export function authDoor(people: People, publicUrl: string): Router {
  const router = Router();
  router.use(async (request, response, next) => {
    response.locals["route"] = "auth";
    const method = Object.hasOwn(OPEN, request.path) ? OPEN[request.path] : undefined;
    if (method === undefined) {
      throw new ProblemError(404, "Cannot find this address: people are managed at /api/people, see /docs");
    }
    if (request.method !== method) {
      throw new ProblemError(405, `Cannot ${request.method} "${request.path}": only ${method} is taken`, {
        headers: { allow: method },
      });
    }
    assertSameOrigin(request, publicUrl);
    response.locals["body"] = await readBody(request, BODY_LIMIT);
    next();
  });
  router.use("/sign-in/email", ...limitByAccount((response) => bodyOf(response)));
  router.use(async (request, response) => {
    const answer = await people.handle(toWebRequest(request, bodyOf(response), publicUrl), request.ip);
    for (const cookie of answer.headers.getSetCookie()) response.append("set-cookie", cookie);
    const text = await answer.text();
    if (answer.status >= 400) throw toProblem(request.path, answer.status, text);
    response.setHeader("cache-control", "no-store");
    response.status(answer.status).type("application/json").send(text);
  });
  return router;
}

function bodyOf(response: ExpressResponse): Buffer {
  return response.locals["body"] as Buffer; // the first step of the door put it there
}

/** Put together from our own address: the request line may name another host. */
function toWebRequest(request: Request, body: Buffer, publicUrl: string): globalThis.Request {
  const url = new URL(publicUrl);
  url.pathname = request.baseUrl + request.path;
  const query = request.originalUrl.indexOf("?");
  url.search = query < 0 ? "" : request.originalUrl.slice(query);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || BODY_HEADERS.has(name)) continue;
    for (const one of [value].flat()) headers.append(name, one);
  }
  const hasBody = request.method === "POST" && body.length > 0;
  return new globalThis.Request(url, {
    method: request.method,
    headers,
    ...(hasBody ? { body: Uint8Array.from(body) } : {}),
  });
}

/** better-auth answers `{code, message}`; whoever calls the API knows one form of refusal only. */
function toProblem(path: string, status: number, text: string): ProblemError {
  if (path === "/sign-in/email" && status === 401) {
    return new ProblemError(401, "Cannot sign in: the e-mail address or the password is not right");
  }
  if (status >= 500) return new ProblemError(status, "Cannot answer the request: something went wrong here");
  const action = (path.split("/")[1] ?? "").replaceAll("-", " ");
  return new ProblemError(status, `Cannot ${action}: ${messageIn(text) ?? "the request is not right"}`);
}

function messageIn(text: string): string | null {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown }; // better-auth's form of an error
    return typeof message === "string" && message !== "" ? message : null;
  } catch {
    return null;
  }
}
