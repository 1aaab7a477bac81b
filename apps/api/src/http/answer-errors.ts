import type { ErrorRequestHandler } from "express";
import type { Logger } from "pino";
import { databaseProblem } from "./database-problem.ts";
import { drainBody } from "./drain-body.ts";
import { ProblemError, toProblem } from "./problem.ts";

/** The last handler: every error becomes problem+json; what nobody foresaw is logged and named by the request's id only. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = String(response.locals["requestId"] ?? "");
    const problem = toProblemError(error, requestId, isReading(request.method));
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

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function toProblemError(error: unknown, requestId: string, isRead: boolean): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof URIError)
    return new ProblemError(400, "Cannot read the address: it is not valid percent-encoding");
  const fromDatabase = databaseProblem(error, isRead);
  if (fromDatabase !== null) return fromDatabase;
  const status = statusOf(error);
  if (status !== null)
    return new ProblemError(status, "Cannot answer the request: it is not well-formed", { cause: error });
  return new ProblemError(
    500,
    `Cannot answer the request: something went wrong here (reference ${requestId})`,
    { cause: error },
  );
}

/** Express marks its own refusals (a malformed path) with a status. */
function statusOf(error: unknown): number | null {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}
