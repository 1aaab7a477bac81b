import type { ErrorRequestHandler } from "express";
import { isValueRefused } from "@throughline/intake";
import type { Logger } from "pino";
import { drainBody } from "./drain-body.ts";
import { ProblemError, toProblem } from "./problem.ts";

/** The last handler: every error becomes problem+json; what nobody foresaw is logged and named by the request's id only. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = String(response.locals["requestId"] ?? "");
    const problem = toProblemError(error, requestId);
    if (problem.status >= 500) log.error({ requestId, err: problem.cause ?? error }, "request failed");
    if (response.headersSent) {
      next(error);
      return;
    }
    void drainBody(request).then((isWhole) => {
      if (!isWhole) response.setHeader("connection", "close");
      for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
      response
        .status(problem.status)
        .type("application/problem+json")
        .send(JSON.stringify(toProblem(problem)));
    }, next);
  };
}

function toProblemError(error: unknown, requestId: string): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof URIError)
    return new ProblemError(400, "Cannot read the address: it is not valid percent-encoding");
  if (isValueRefused(error))
    return new ProblemError(422, "Cannot store this: the database refuses a value in it", { cause: error });
  if (isConnectionTrouble(error)) {
    return new ProblemError(503, "Cannot answer now: the database does not answer; try again", {
      headers: { "retry-after": "1" },
      cause: error,
    });
  }
  const status = statusOf(error);
  if (status !== null)
    return new ProblemError(status, "Cannot answer the request: it is not well-formed", { cause: error });
  return new ProblemError(
    500,
    `Cannot answer the request: something went wrong here (reference ${requestId})`,
    { cause: error },
  );
}

/** Classes 08, 53 and 57 are the server's state; the rest are postgres.js's and Node's names for a lost connection. */
function isConnectionTrouble(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return (
    typeof code === "string" &&
    (/^(?:08|53|57)[0-9A-Z]{3}$/.test(code) ||
      [
        "CONNECTION_CLOSED",
        "CONNECTION_ENDED",
        "CONNECTION_DESTROYED",
        "CONNECT_TIMEOUT",
        "ECONNREFUSED",
        "ECONNRESET",
        "EPIPE",
      ].includes(code))
  );
}

/** Express marks its own refusals (a malformed path) with a status. */
function statusOf(error: unknown): number | null {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}
