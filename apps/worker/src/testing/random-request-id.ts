// Broken on purpose: a repeated delivery is a new signal to Temporal. The fault experiment must find that; taken in place of
// the real one under the import condition @throughline/random-request-ids, and no part of a build.
import { randomUUID } from "node:crypto";

/** Another id at every call. */
export function signalRequestId(): string {
  return randomUUID();
}
