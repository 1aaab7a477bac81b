// The store that events are accepted with; imported as #open-intake-store, so that the fault experiment can put a broken
// one in its place and see whether it is caught.
import { createPgStore } from "@throughline/db";
import type { PgStoreOptions } from "@throughline/db";
import type { IntakeStore } from "@throughline/protocol";

/** What a group of requests is committed with. */
export interface OpenIntakeStore extends IntakeStore {
  close(): Promise<void>;
}

/** Opens it on the caller's pool; it does not listen for news. */
export function openIntakeStore({ sql, url }: Pick<PgStoreOptions, "sql" | "url">): OpenIntakeStore {
  return createPgStore({ sql, url, listen: false });
}
