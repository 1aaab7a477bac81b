// Guessing is what is held back: only tries that failed count. The hard limits are by address, so that nobody can lock
// another person out from elsewhere; an account over all addresses has a limit that only many machines together reach.
import { createHash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Options, Store } from "express-rate-limit";
import { ProblemError } from "../http/problem.ts";
import { createBoundedCounts } from "../http/bounded-counts.ts";

const WINDOW_MS = 60_000;
const TRIES_BY_ADDRESS = 30;
const TRIES_BY_ACCOUNT_AND_ADDRESS = 10;
const TRIES_BY_ACCOUNT = 100;
/** What one customer of a provider is given; each of its 2^64 addresses is the same caller. */
const IPV6_SUBNET = 64;
/** Keys of one limiter: a few megabytes. */
const MOST_KEYS = 20_000;

/** Failed tries of one address, whatever they are for. */
export function limitByAddress(): RequestHandler {
  return limit({
    limit: TRIES_BY_ADDRESS,
    standardHeaders: "draft-8",
    keyGenerator: addressOf,
    handler: refuse("from this address"),
  });
}

/** Failed tries for one account: of one address, and of all together. `bodyOf` gives the body, which was read before. */
export function limitByAccount(bodyOf: (response: Response) => Buffer): RequestHandler[] {
  return [
    limit({
      limit: TRIES_BY_ACCOUNT_AND_ADDRESS,
      keyGenerator: (request, response) => `${accountIn(bodyOf(response))} ${addressOf(request)}`,
      handler: refuse("for this account from this address"),
    }),
    limit({
      limit: TRIES_BY_ACCOUNT,
      keyGenerator: (_request, response) => accountIn(bodyOf(response)),
      handler: refuse("for this account"),
    }),
  ];
}

function limit(options: Partial<Options>): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    skipSuccessfulRequests: true,
    standardHeaders: false,
    legacyHeaders: false,
    store: createStore(),
    // Whether the header is believed is said by TRUST_PROXY; anybody may send it.
    validate: { xForwardedForHeader: false },
    ...options,
  });
}

/** The counts in the form that the limiter asks. */
function createStore(): Store {
  const counts = createBoundedCounts({ windowMs: WINDOW_MS, most: MOST_KEYS });
  return {
    localKeys: true,
    increment(key) {
      const { hits, endsAtMs } = counts.count(key);
      return { totalHits: hits, resetTime: new Date(endsAtMs) };
    },
    decrement: (key) => counts.uncount(key),
    resetKey: (key) => counts.forget(key),
  };
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? "unknown", IPV6_SUBNET);
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

/** The account as a key of fixed length. Bodies without an address share one account: none of them can sign in. */
function accountIn(body: Buffer): string {
  return createHash("sha256").update(emailIn(body)).digest("base64");
}

function emailIn(body: Buffer): string {
  try {
    const { email } = JSON.parse(body.toString("utf8")) as { readonly email?: unknown }; // what is no such object throws or has none
    return typeof email === "string" ? email.trim().toLowerCase() : "";
  } catch {
    return "";
  }
}
