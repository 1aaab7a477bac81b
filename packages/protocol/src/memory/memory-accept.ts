// accept in two halves, as a process does it over a connection: numbers are drawn first and seen after the commit, so
// that a higher one may be seen before a lower one.
import { identityHash } from "../ids.ts";
import type { EventRow } from "../rows.ts";
import type { AcceptAnswer, AcceptRequest } from "../store.ts";
import type { MemoryDatabase } from "./memory-database.ts";

/** The events of each request with their numbers. */
export type Drawn = readonly (readonly EventRow[])[];

/** The first half: gives out numbers in order of arrival. */
export function drawNumbers(db: MemoryDatabase, requests: readonly AcceptRequest[], now: number): Drawn {
  return requests.map(({ events }) =>
    events.map((event) => ({ ...event, seq: db.nextSeq++, receivedAt: now })),
  );
}

/** The second half: each event is there once, for ever. */
export function insertEvents(db: MemoryDatabase, drawn: Drawn): readonly AcceptAnswer[] {
  const answers = drawn.map((events) => ({
    events: events.map((event) => {
      const { source, id, seq } = event;
      const hash = db.rules.keepsIdentity ? identityHash(event) : `${seq}`;
      const first = db.identity.get(hash);
      if (first !== undefined) return { source, id, seq: first, duplicate: true };
      db.identity.set(hash, seq);
      db.events.set(seq, event);
      db.pending.add(seq);
      return { source, id, seq, duplicate: false };
    }),
  }));
  db.notify("pending");
  return answers;
}
