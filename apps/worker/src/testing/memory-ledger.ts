// A store in memory with one open run: the ledger of effects by the rule itself.
import type { MatchedEvent } from "@throughline/flow";
import type { TransactStore } from "@throughline/protocol";
import { MemoryDatabase, createMemoryStore } from "@throughline/protocol/memory";

export interface MemoryLedger {
  readonly db: MemoryDatabase;
  readonly store: TransactStore;
  /** Closes the run's row. */
  readonly close: (outcome: string) => void;
}

/** Creates an empty ledger of an open run. */
export function createMemoryLedger(run: string): MemoryLedger {
  const db = new MemoryDatabase();
  const entry: MatchedEvent = {
    id: "1",
    source: "shop",
    type: "seen",
    data: {},
    no: 1,
    seq: 1,
    receivedAt: "2030-01-01T00:00:00.000Z",
  };
  const row = {
    id: run,
    flow: "flow",
    version: 1,
    planHash: "hash",
    subject: "customer-1",
    nextN: 1,
    entry,
    triggerStep: "seen",
    priority: 3,
    predecessor: null,
  };
  db.runs.set(run, { ...row, state: "open", outcome: null });
  return {
    db,
    store: createMemoryStore(db, { now: Date.now }),
    close: (outcome) => void db.runs.set(run, { ...row, state: "closed", outcome }),
  };
}
