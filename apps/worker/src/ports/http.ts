// The HTTP port: one guarded client, JSON in and out, signatures and idempotency keys.
import { parseJson } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { revealFor, Secret, signWebhook } from "@throughline/nodes";
import type { HttpPort, HttpRequest, Outbound } from "@throughline/nodes";
import { redactJson, redactText } from "./redact.ts";
import type { StepContext } from "./step-context.ts";

/** Creates the HTTP port of one step. */
export function createHttpPort(outbound: Outbound, context: StepContext): HttpPort {
  return {
    request: async (request) => {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const response = await outbound.request({
        method: request.method,
        url: request.url,
        headers: toHeaders(request, body),
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
      const answer = response.body === null ? null : parseBody(response.body, headers["content-type"]);
      return {
        status: response.status,
        headers,
        body: redactJson(answer, secrets),
        isBodyCut: response.body === null,
      };
    },
  };
}

function toHeaders(request: HttpRequest, body: string | undefined): Record<string, string | Secret<string>> {
  const { headers, key, signWith, url } = request;
  return {
    accept: "application/json, text/*;q=0.9, */*;q=0.5",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
    // A header is ASCII; run ids and node ids are.
    ...(key === undefined ? {} : { "idempotency-key": key }),
    ...(signWith === undefined || !URL.canParse(url)
      ? {}
      : signWebhook(revealFor(signWith, new URL(url)), key ?? url, body ?? "")),
  };
}

function parseBody(body: Buffer, contentType: string | undefined): Json {
  if (body.length === 0) return null;
  const text = body.toString("utf8");
  if (contentType !== undefined && !/[/+]json\b/i.test(contentType)) return clean(text);
  try {
    return parseJson(text, (_key, value) => cleanValue(value));
  } catch {
    return clean(text);
  }
}

/** Postgres keeps no NUL, and neither Postgres nor Temporal a lone surrogate: in texts as in names. All are composed (NFC). */
function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.every(([name]) => clean(name) === name)
    ? value
    : Object.fromEntries(entries.map(([name, inner]) => [clean(name), inner as unknown]));
}

function clean(text: string): string {
  // Encoding replaces lone surrogates.
  return Buffer.from(text, "utf8").toString("utf8").replaceAll("\0", "\uFFFD").normalize("NFC");
}
