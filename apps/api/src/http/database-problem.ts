// What a caller is told when the database says no: by the class of its code, so that no code is without an answer.
import { ProblemError } from "./problem.ts";

/** postgres.js's and Node's names for a connection that is lost or never was. */
const LOST = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
]);
/** Every code that Postgres has holds a digit; those of the operating system (EPERM) hold none. */
const SQLSTATE = /^(?=.*[0-9])[0-9A-Z]{5}$/;

/** The answer to an error of the database; null for any other error. */
export function databaseProblem(error: unknown, isRead: boolean): ProblemError | null {
  const code = codeOf(error);
  if (code === null) return null;
  const kind = LOST.has(code) ? "away" : kindOf(code);
  switch (kind) {
    case "value":
      return isRead
        ? new ProblemError(400, "Cannot read the address: a value in it is outside what can be looked for", {
            cause: error,
          })
        : new ProblemError(422, "Cannot store this: the database refuses a value in it", { cause: error });
    case "conflict":
      return new ProblemError(
        409,
        "Cannot do this: somebody else changed the same at this moment; read it again",
        {
          cause: error,
        },
      );
    case "busy":
      return notNow(
        "others are changing the same and did not finish in time; nothing was done, try again",
        error,
      );
    case "away":
      return notNow("the database does not answer; try again", error);
    case "refused":
      return notNow("the database refuses it; the operator finds the reason in the log", error);
  }
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") return null;
  return LOST.has(code) || SQLSTATE.test(code) ? code : null;
}

/** Classes of SQLSTATE. 55P03, 57014: a lock or a statement that took too long; 23505: two made the same. */
function kindOf(code: string): "value" | "conflict" | "busy" | "away" | "refused" {
  if (code === "23505") return "conflict";
  if (code === "55P03" || code === "57014" || code.startsWith("40")) return "busy";
  if (/^(?:22|23|54)/.test(code)) return "value";
  return /^(?:08|53|57|58)/.test(code) ? "away" : "refused";
}

function notNow(reason: string, cause: unknown): ProblemError {
  return new ProblemError(503, `Cannot answer now: ${reason}`, { headers: { "retry-after": "1" }, cause });
}
