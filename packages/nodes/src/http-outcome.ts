// What an HTTP status means for a step: done, surely not done, or who knows.
import { StepError, UnsureError } from "./ports.ts";
import type { HttpResponse } from "./ports.ts";

/** Statuses by which a server says that it did nothing and may be asked again. */
const tryAgain = new Set([408, 425, 429, 503]);

/** Throws what a response outside the expected statuses means; `who` names the receiver in the sentence. */
export function throwForStatus(who: string, response: HttpResponse): never {
  const retryAfterMs = readRetryAfter(response.headers["retry-after"]);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const sentence = `${who} answered with status ${response.status}`;
  if (tryAgain.has(response.status)) throw new StepError("http-busy", sentence, { retryable: true, ...wait });
  // An error of the server may come before or after the work was done; the key makes asking again safe.
  if (response.status >= 500) throw new UnsureError(sentence, { code: "http-server-error", ...wait });
  throw new StepError("http-refused", `${sentence}${advice(response)}`);
}

function advice({ status, headers }: HttpResponse): string {
  const to = headers["location"];
  return status >= 300 && status < 400 && to !== undefined
    ? `, which sends a page to ${to.slice(0, 200)} and is not followed by a request that changes something; if it means that the work is done, make ${status} one of the statuses that are fine`
    : "";
}

/** Milliseconds of a `Retry-After` header (seconds or HTTP date), at most a day. */
export function readRetryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 86_400_000) : undefined;
}
