import { randomUUID } from "node:crypto";
import { ProblemError } from "./problem.ts";

/** The id of an event that a request makes: its header Idempotency-Key, so that a repeat is the same event, or a random one. */
export function idempotencyKey(header: (name: string) => string | undefined): string {
  const id = header("idempotency-key") ?? randomUUID();
  if (id.length > 0 && id.length <= 256) return id;
  throw new ProblemError(400, "Cannot read the header Idempotency-Key: it must have 1 to 256 characters");
}
