// What Temporal refuses for good.
import {
  NO_WRITES,
  refuseDelivery as decideRefusedDelivery,
  refuseStart as decideRefusedStart,
} from "@throughline/protocol";
import type { DeliveryRow } from "@throughline/protocol";
import { lockOutMatching, lockRun, lockRunWithEntry } from "./locks.ts";
import { lockClaimed } from "./outbox.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeRows } from "./write-rows.ts";

/** n = 0: the run never was; its entry is freed and its successor goes on. */
export async function refuseStart(
  { sql, news }: StoreContext,
  claim: string,
  run: string,
  reason: string,
): Promise<void> {
  const isRefused = await transact(sql, async (tx) => {
    await lockOutMatching(tx);
    const rows = await lockRunWithEntry(tx, run);
    if (rows.run === null || (await lockClaimed(tx, claim, [run])).length === 0) return false;
    const { answer, writes } = decideRefusedStart({ ...rows, run: rows.run }, reason);
    await writeRows(tx, writes);
    return answer.refused;
  });
  if (isRefused) news.tell("delivery");
}

/** n > 0: the number stays and says that its delivery cannot be had. */
export async function refuseDelivery(
  { sql }: StoreContext,
  {
    claim,
    run,
    n,
    reason,
  }: { readonly claim: string; readonly run: string; readonly n: number; readonly reason: string },
): Promise<void> {
  await transact(sql, async (tx) => {
    await lockRun(tx, run);
    if ((await lockClaimed(tx, claim, [run])).length === 0) return;
    const [row] = await tx<DeliveryRow[]>`
      select run, n, payload, seq, state, attempts, settled_as as "settledAs" from delivery where run = ${run} and n = ${n} for update`;
    const refused = row === undefined ? null : decideRefusedDelivery(row, reason);
    if (refused === null) return;
    await writeRows(tx, { ...NO_WRITES, deadLetters: [refused.deadLetter] });
    await tx`
      update delivery set kind = ${refused.payload.kind}, payload = ${JSON.stringify(refused.payload)}::text::jsonb, wait = null
      where run = ${run} and n = ${n}`;
  });
}
