// The HTTP port: one guarded client, JSON in and out, signatures and idempotency keys.
import { revealFor, Secret, signWebhook } from "@throughline/nodes";
import type { HttpPort, HttpRequest, Outbound } from "@throughline/nodes";
import { readAnswer } from "./read-answer.ts";
import { redactJson, redactText } from "./redact.ts";
import { shownAddress, shownHeaders } from "./sent-notes.ts";
import type { StepContext } from "./step-context.ts";

/** Creates the HTTP port of one step. */
export function createHttpPort(outbound: Outbound, context: StepContext): HttpPort {
  return {
    request: async (request) => {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const sent = toHeaders(request, body);
      context.note({
        method: request.method,
        url: shownAddress(request.url),
        headers: shownHeaders(sent),
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const response = await outbound.request({
        method: request.method,
        url: request.url,
        headers: sent,
        ...(body === undefined ? {} : { body }),
        timeoutMs: request.timeoutMs,
        signal: context.signal,
      });
      // A server that repeats what it was sent must not put a secret into the ledger or the history.
      const secrets = [...Object.values(request.headers ?? {}), request.signWith].filter(
        (value) => value instanceof Secret,
      );
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, redactText(value, secrets)]),
      );
      const { body: answer, cut } = readAnswer({ ...response, headers });
      return {
        status: response.status,
        headers,
        body: redactJson(answer, secrets),
        bytes: response.bytes,
        cut,
      };
    },
  };
}

function toHeaders(request: HttpRequest, body: string | undefined): Record<string, string | Secret<string>> {
  const { headers, key, signWith, url } = request;
  const names = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
  return {
    accept: "application/json, text/*;q=0.9, */*;q=0.5",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    // A header is ASCII; run ids and node ids are. A key that the drawing gives is its own.
    ...(key === undefined || names.includes("idempotency-key") ? {} : { "idempotency-key": key }),
    ...headers,
    ...(signWith === undefined || !URL.canParse(url)
      ? {}
      : signWebhook(revealFor(signWith, new URL(url)), key ?? url, body ?? "")),
  };
}
