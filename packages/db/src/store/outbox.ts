// A run's row in the outbox: there while it has unsettled deliveries. Whoever removes it holds the run's row, so that no new delivery can slip by.
import type { Transaction } from "../connect.ts";

/** Of these runs, those that this claim still holds; their outbox rows are locked. */
export async function lockClaimed(
  tx: Transaction,
  claim: string,
  runs: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx<{ run: string }[]>`
    select run from outbox where run = any(${[...new Set(runs)]}::text[]) and claim = ${claim} order by run for update`;
  return rows.map((row) => row.run);
}

/** Removes the rows of runs that have nothing left to send. */
export async function removeIdle(tx: Transaction, runs: readonly string[]): Promise<void> {
  await tx`
    delete from outbox where run = any(${[...runs]}::text[])
      and not exists (select 1 from delivery where delivery.run = outbox.run and delivery.state = 'pending')`;
}
