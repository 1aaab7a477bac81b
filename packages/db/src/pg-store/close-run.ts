import { closeRun as decideCloseRun, loseRun as decideLoseRun, outcomeOf } from "@throughline/protocol";
import type { CloseRunAnswer, CloseRunRequest } from "@throughline/protocol";
import { lockOutMatching, lockRunWithEntry } from "./locks.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeRows } from "./write-rows.ts";

/** Closes a run that handled every number it was given, with all that belongs to it; a repeat is told the stored outcome. */
export async function closeRun(
  { sql, news }: StoreContext,
  request: CloseRunRequest,
): Promise<CloseRunAnswer> {
  const { answer, released } = await transact(sql, async (tx) => {
    await lockOutMatching(tx);
    const { run, ...rest } = await lockRunWithEntry(tx, request.run);
    if (run === null) return { answer: { kind: "closed", outcome: outcomeOf(run) } as const, released: 0 };
    const decision = decideCloseRun(request, { run, ...rest });
    await writeRows(tx, decision.writes);
    return { answer: decision.answer, released: decision.writes.announce.length };
  });
  if (released > 0) news.tell("delivery");
  return answer;
}

/** The same transaction for a run that was ended from outside. */
export async function loseRun({ sql, news }: StoreContext, id: string, reason: string): Promise<void> {
  const released = await transact(sql, async (tx) => {
    await lockOutMatching(tx);
    const { run, ...rest } = await lockRunWithEntry(tx, id);
    if (run === null) return 0;
    const { writes } = decideLoseRun({ run, ...rest }, reason);
    await writeRows(tx, writes);
    return writes.announce.length;
  });
  if (released > 0) news.tell("delivery");
}
