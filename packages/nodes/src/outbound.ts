// The one client for calls out. It resolves a name once, checks the addresses and connects to what it checked.
import { lookup as dnsLookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { Agent, buildConnector, request as undiciRequest } from "undici";
import type { Dispatcher } from "undici";
import { isAllowed, isPublic } from "./address.ts";
import type { AllowList } from "./address.ts";
import { discard, readCapped } from "./read-capped.ts";
import type { ReadBody } from "./read-capped.ts";
import { StepError, UnsureError } from "./ports.ts";
import { Secret } from "./secret.ts";

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}
/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

export interface OutboundOptions {
  readonly allow: AllowList;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
}

export interface OutboundRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | Secret<string>>>;
  readonly body?: string;
  /** Limit of the whole exchange, redirects and body included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The inflated body, or its beginning. */
  readonly body: Buffer;
  /** Bytes of the inflated body; at least so many when it is cut. */
  readonly bytes: number;
  /**
   * Why `body` is not the whole answer: larger than 1 MB, broken off or too slow after the status had come, in an encoding
   * that cannot be read, or behind a redirect that leads nowhere.
   */
  readonly cut: ReadBody["cut"] | "redirect";
}

export interface Outbound {
  /**
   * Calls a web address. Throws StepError `bad-url`, `address-refused`, `secret-host`, `too-many-redirects`,
   * `unreachable` (retryable: nothing was sent), and UnsureError when the exchange broke or took too long. Once a
   * changing request has its answer, nothing that happens to the rest of the answer is an error: it was done, or was not,
   * by its status.
   */
  request(request: OutboundRequest): Promise<OutboundResponse>;
  close(): Promise<void>;
}

const maxRedirects = 3;
const maxBodyBytes = 1024 * 1024;
/** Sent to the first origin only, like every header that is a secret. */
const bound = new Set(["authorization", "cookie", "proxy-authorization"]);

/** Creates the client. One per process: it keeps connections open. */
export function createOutbound(options: OutboundOptions): Outbound {
  const agent = new Agent({ connect: checkedConnector(options), connections: 32, maxHeaderSize: 32 * 1024 });
  return {
    request: (request) => exchange(agent, request),
    close: () => agent.destroy(),
  };
}

async function exchange(agent: Agent, wanted: OutboundRequest): Promise<OutboundResponse> {
  const deadline = AbortSignal.timeout(wanted.timeoutMs);
  const signal = wanted.signal === undefined ? deadline : AbortSignal.any([deadline, wanted.signal]);
  const origin = parseUrl(wanted.url).origin;
  let hop: Hop = { method: wanted.method, url: parseUrl(wanted.url), body: wanted.body };
  // What a changing request was answered, when its page is to be read elsewhere (303).
  let answered: OutboundResponse | null = null;
  try {
    for (let hops = 0; hops <= maxRedirects; hops += 1) {
      const response = await undiciRequest(hop.url, {
        dispatcher: agent,
        method: hop.method as Dispatcher.HttpMethod,
        headers: toHeaders(wanted.headers, hop.url, hop.url.origin === origin),
        body: hop.body ?? null,
        signal,
      });
      const next = toNextHop(hop, response);
      if (next === null) return await readAnswer(response, hop.method);
      discard(response.body);
      if (!isRead(hop.method) && isRead(next.method)) answered = withoutPage(response);
      hop = next;
    }
  } catch (error) {
    if (answered !== null && wanted.signal?.aborted !== true) return answered;
    throw toStepError(error, hop.url, wanted, deadline);
  }
  if (answered !== null) return answered;
  throw new StepError(
    "too-many-redirects",
    `${hop.url.host} was redirected to more than ${maxRedirects} times, give the final address`,
  );
}

interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly body?: string | undefined;
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

async function readAnswer(response: Dispatcher.ResponseData, method: string): Promise<OutboundResponse> {
  const headers = flatten(response.headers);
  const encoding = headers["content-encoding"];
  const { error, ...read } = await readCapped(response.body, encoding, maxBodyBytes);
  // Half of what was to be read is no answer; what was to be done is done, whatever became of the page about it.
  if (read.cut === "broken" && isRead(method)) throw error;
  const announced = encoding === undefined ? Number(headers["content-length"]) || 0 : 0;
  const bytes = read.cut === "too-large" ? Math.max(read.bytes, announced) : read.bytes;
  return { status: response.statusCode, headers, ...read, bytes };
}

function withoutPage({ statusCode, headers }: Dispatcher.ResponseData): OutboundResponse {
  return { status: statusCode, headers: flatten(headers), body: Buffer.alloc(0), bytes: 0, cut: "redirect" };
}

function toStepError(error: unknown, url: URL, wanted: OutboundRequest, deadline: AbortSignal): unknown {
  if (error instanceof StepError || error instanceof UnsureError) return error;
  if (error instanceof UnreachableError) {
    return new StepError("unreachable", `${url.host} cannot be reached: ${error.message}`, {
      retryable: true,
      cause: error.cause,
    });
  }
  if (wanted.signal?.aborted === true) return wanted.signal.reason;
  const sentence = deadline.aborted
    ? `${url.host} did not answer in full within ${wanted.timeoutMs} ms`
    : `The connection to ${url.host} broke`;
  const unknown = isRead(wanted.method) ? "" : ", so it is not known whether it did the work";
  return new UnsureError(`${sentence}${unknown}`, {
    code: deadline.aborted ? "http-timeout" : "http-broken",
    cause: error,
  });
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    (url.protocol !== "http:" && url.protocol !== "https:") ||
    url.username !== "" ||
    url.password !== ""
  ) {
    throw new StepError(
      "bad-url",
      `Cannot call "${text.slice(0, 200)}": it is not a plain http or https address`,
    );
  }
  return url;
}

function toNextHop(hop: Hop, response: Dispatcher.ResponseData): Hop | null {
  const location = response.headers["location"];
  if (typeof location !== "string" || ![301, 302, 303, 307, 308].includes(response.statusCode)) return null;
  // Following 301 or 302 with another method would turn an order into a page view that answers 200.
  if (!isRead(hop.method) && (response.statusCode === 301 || response.statusCode === 302)) return null;
  const url = parseUrl(
    URL.canParse(location, hop.url.href) ? new URL(location, hop.url.href).href : location,
  );
  return response.statusCode === 303 ? { method: "GET", url } : { ...hop, url };
}

function toHeaders(
  headers: OutboundRequest["headers"],
  url: URL,
  isFirstOrigin: boolean,
): Record<string, string> {
  const plain: Record<string, string> = {
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "Throughline",
  };
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (
      lower === "host" ||
      lower === "content-length" ||
      lower === "transfer-encoding" ||
      lower === "connection"
    )
      continue;
    if (!isFirstOrigin && (bound.has(lower) || value instanceof Secret)) continue;
    const text = value instanceof Secret ? revealFor(value, url) : value;
    if (/[\r\n\0]/.test(text))
      throw new StepError("bad-header", `Cannot send header "${name}": it holds a line break`);
    if (/[^\t\x20-\x7E\x80-\xFF]/.test(text))
      throw new StepError(
        "bad-header",
        `Cannot send header "${name}": it holds a character that is none of Latin-1, encode it or send it in the body`,
      );
    plain[lower] = text;
  }
  return plain;
}

/** The secret's value, if it may go to this host. */
export function revealFor(secret: Secret<string>, url: URL): string {
  if (secret.hosts.includes(url.hostname)) return secret.reveal();
  throw new StepError(
    "secret-host",
    secret.hosts.length === 0
      ? `Cannot send a secret to "${url.hostname}": it is bound to no host, store it again with "${url.hostname}" among its hosts`
      : `Cannot send a secret to "${url.hostname}": it is bound to ${secret.hosts.join(", ")}, add the host to the secret`,
  );
}

function flatten(headers: Dispatcher.ResponseData["headers"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

/** The connection was never made, so nothing was sent. */
class UnreachableError extends Error {}

function checkedConnector({ allow, resolve = systemResolve }: OutboundOptions): buildConnector.connector {
  return (target, done) => {
    const host = target.hostname.replace(/^\[|\]$/g, "");
    const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
    void checkedAddresses(resolve, allow, host, port)
      .then((addresses) => {
        const connect = buildConnector({ timeout: 10_000, lookup: pinned(addresses) });
        connect(target, (error, socket) => {
          if (error !== null) done(new UnreachableError(error.message, { cause: error }), null);
          else done(null, socket);
        });
      })
      .catch((error: Error) => done(error, null));
  };
}

/** Every address must be fine: which one a connection would take is not ours to know. */
async function checkedAddresses(
  resolve: Resolve,
  allow: AllowList,
  host: string,
  port: number,
): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  const addresses =
    family === 0
      ? await resolve(host).catch((cause: Error) => {
          throw new UnreachableError(cause.message, { cause });
        })
      : [{ address: host, family }];
  for (const { address } of addresses) {
    if (isPublic(address) || isAllowed(allow, host, port, address)) continue;
    throw new StepError(
      "address-refused",
      `Cannot call "${host}": it leads to ${address}, which is not a public address; an operator may allow it in ALLOW_PRIVATE_ADDRESSES`,
    );
  }
  if (addresses.length === 0) throw new UnreachableError("the name has no address");
  return addresses;
}

function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, options, done) => {
    const [first] = addresses;
    if (options.all === true)
      done(
        null,
        addresses.map(({ address, family }) => ({ address, family })),
      );
    else done(null, first?.address ?? "", first?.family);
  };
}

async function systemResolve(host: string): Promise<readonly ResolvedAddress[]> {
  return dnsLookup(host, { all: true, verbatim: true });
}
