import { randomUUID } from "node:crypto";
import { ProblemError } from "./problem.ts";

/** The header Idempotency-Key, without the quotes that some clients put around it; null: there is none. */
export function readIdempotencyKey(header: (name: string) => string | undefined): string | null {
  const key = header("idempotency-key")
    ?.trim()
    .replace(/^"(.*)"$/, "$1");
  if (key === undefined) return null;
  if (key.length > 0 && key.length <= 256) return key;
  throw new ProblemError(400, "Cannot read the header Idempotency-Key: it must have 1 to 256 characters");
}

/** The id of an event that a request makes: its header Idempotency-Key, so that a repeat is the same event, or a random one. */
export function idempotentId(header: (name: string) => string | undefined): string {
  return readIdempotencyKey(header) ?? randomUUID();
}

/** The problem of a caller who sends something else under a key that it has used. */
export function keyReused(): ProblemError {
  return new ProblemError(
    422,
    "Cannot do this: the Idempotency-Key was used for another request; a new request needs a key of its own",
    { code: "key-reused" },
  );
}
