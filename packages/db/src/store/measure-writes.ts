// How much a decision makes Postgres write: an event is stored once more for every run that hears of it.
import type { EventRow, MatchWrites } from "@throughline/protocol";
import { bindingsBytes } from "./write-rows.ts";

/** What a row takes beside its JSON, roughly. */
const ROW_BYTES = 200;

/** How many events of the batch, from the oldest on, write no more than `maxBytes` together; at least one. */
export function eventsThatFit(batch: readonly EventRow[], writes: MatchWrites, maxBytes: number): number {
  const bytes = bytesOfEvents(writes);
  let total = 0;
  const tooFar = batch.findIndex(({ seq }) => {
    total += bytes.get(seq) ?? 0;
    return total > maxBytes;
  });
  return tooFar === -1 ? batch.length : Math.max(1, tooFar);
}

/** Bytes of rows, by the event that causes them. */
function bytesOfEvents(writes: MatchWrites): ReadonlyMap<number, number> {
  const sizeOf = createSizes();
  const bytes = new Map<number, number>();
  const add = (seq: number | null, more: number) => {
    if (seq !== null) bytes.set(seq, (bytes.get(seq) ?? 0) + ROW_BYTES + more);
  };
  for (const { payload, seq } of writes.deliveries)
    add(seq, "event" in payload && payload.event !== undefined ? sizeOf(payload.event) : 0);
  const seqOfRun = new Map(writes.newRuns.map(({ id, entry }) => [id, entry.seq]));
  for (const { entry } of writes.newRuns) add(entry.seq, sizeOf(entry));
  for (const wait of writes.newWaits) add(seqOfRun.get(wait.run) ?? null, bindingsBytes(wait));
  return bytes;
}

/** Measures each event once, however many rows have it. */
function createSizes(): (event: object) => number {
  const sizes = new Map<object, number>();
  return (event) => {
    const known = sizes.get(event);
    if (known !== undefined) return known;
    const size = JSON.stringify(event).length;
    sizes.set(event, size);
    return size;
  };
}
