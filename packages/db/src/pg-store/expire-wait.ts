import { expireWait as decideExpireWait } from "@throughline/protocol";
import type { ExpireWaitAnswer } from "@throughline/protocol";
import { lockOutMatching, lockRun } from "./locks.ts";
import { WAIT_COLUMNS, toWaitRow } from "./read-rows.ts";
import type { StoredWait } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeRows } from "./write-rows.ts";

/** Event or timeout, decided on the wait's rows. */
export async function expireWait(
  { sql, news }: StoreContext,
  request: { readonly run: string; readonly step: string; readonly deadline: number },
): Promise<ExpireWaitAnswer> {
  const answer = await transact(sql, async (tx) => {
    await lockOutMatching(tx);
    const run = await lockRun(tx, request.run);
    const rows = await tx<StoredWait[]>`
      select ${tx.unsafe(WAIT_COLUMNS)} from wait where run = ${request.run} and step = ${request.step} order by i for update`;
    const [oldest] = await tx<{ at: number }[]>`
      select floor(extract(epoch from received_at) * 1000)::float8 as at from pending order by received_at limit 1`;
    const decision = decideExpireWait(request, {
      run,
      rows: rows.map(toWaitRow),
      oldestPending: oldest?.at ?? null,
    });
    await writeRows(tx, decision.writes);
    return decision.answer;
  });
  // The matcher answers waits that are expiring even when no event comes.
  if (answer.kind === "answer" && answer.answer === "expiring") news.tell("pending");
  return answer;
}
