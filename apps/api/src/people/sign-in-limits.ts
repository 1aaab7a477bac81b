// Guessing is what is held back: only tries that failed count, by the address they come from and by the account they are for.
import { createHash } from "node:crypto";
import type { RequestHandler, Response } from "express";
import { rateLimit } from "express-rate-limit";
import { ProblemError } from "../http/problem.ts";

const WINDOW_MS = 60_000;
const TRIES_BY_ADDRESS = 30;
const TRIES_BY_ACCOUNT = 10;

/** Failed tries of one address, whatever they are for. */
export function limitByAddress(): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: TRIES_BY_ADDRESS,
    skipSuccessfulRequests: true,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // Whether the header is believed is said by TRUST_PROXY; anybody may send it.
    validate: { xForwardedForHeader: false },
    handler: refuse("from this address"),
  });
}

/** Failed tries for one account, from wherever they come. `bodyOf` gives the body, which was read before. */
export function limitByAccount(bodyOf: (response: Response) => Buffer): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: TRIES_BY_ACCOUNT,
    skipSuccessfulRequests: true,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (_request, response) =>
      createHash("sha256")
        .update(accountIn(bodyOf(response)))
        .digest("hex"),
    handler: refuse("for this account"),
  });
}

function refuse(where: string): RequestHandler {
  return (_request, _response, next) => {
    next(
      new ProblemError(429, `Cannot sign in now: there were too many tries ${where}, wait a minute`, {
        headers: { "retry-after": String(WINDOW_MS / 1000) },
      }),
    );
  };
}

/** Bodies without an address share one account: none of them can sign in. */
function accountIn(body: Buffer): string {
  try {
    const { email } = JSON.parse(body.toString("utf8")) as { readonly email?: unknown }; // what is no such object throws or has none
    return typeof email === "string" ? email.trim().toLowerCase() : "";
  } catch {
    return "";
  }
}
