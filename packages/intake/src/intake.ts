// The one way in: whoever has read or made events gives them here, and hears once they are durable or why they are not.
import type { IntakeStore } from "@throughline/protocol";
import type { Accepted, CommitLimits, OnFlush } from "./commit.ts";
import { createGroupCommit } from "./commit.ts";
import type { ReadEvents } from "./read-events.ts";
import type { Refusal } from "./refusal.ts";
import { refuseSizes } from "./sizes.ts";

export interface Intake {
  /** Resolves once every event is durable, or with the reason why none is; rejects only for what nobody foresaw. */
  take(read: ReadEvents): Promise<Accepted | Refusal>;
  /** What waits for its commit. */
  readonly queued: () => { readonly rows: number; readonly bytes: number };
  /** Takes nothing more and resolves when what waited is committed. */
  close(): Promise<void>;
}

/** The way in over a store that accepts. */
export function createIntake(store: IntakeStore, onFlush?: OnFlush, limits?: CommitLimits): Intake {
  const commits = createGroupCommit(store, onFlush, limits);
  return {
    take(read) {
      if (read.events.length === 0) return Promise.resolve({ kind: "accepted", events: [] });
      const tooLarge = refuseSizes(read);
      if (tooLarge !== null) return Promise.resolve(tooLarge);
      return commits.commit({ events: read.events }, read.bytes);
    },
    queued: commits.queued,
    close: () => commits.close(),
  };
}
