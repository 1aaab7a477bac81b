import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "pino";

/** Where a request is counted. */
interface RequestMetrics {
  request(route: string, status: number, seconds: number): void;
}

const QUIET: ReadonlySet<string> = new Set(["livez", "readyz", "metrics"]);

/** Gives each request an id and one log line: the route's name, never the address, which may hold a token or a name. */
export function logRequests(log: Logger, metrics: RequestMetrics): RequestHandler {
  return (request, response, next) => {
    const given = request.get("x-request-id");
    const requestId = given !== undefined && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
    response.locals["requestId"] = requestId;
    response.setHeader("x-request-id", requestId);
    const begun = performance.now();
    response.on("close", () => {
      const route = String(response.locals["route"] ?? "other");
      const ms = Math.round(performance.now() - begun);
      metrics.request(route, response.statusCode, ms / 1000);
      // Whoever asks every second whether we are well should not fill the log.
      const level = QUIET.has(route) && response.statusCode < 400 ? "debug" : "info";
      log[level]({ requestId, method: request.method, route, status: response.statusCode, ms }, "request");
    });
    next();
  };
}
