import { controlRun } from "@throughline/protocol";
import type { ControlAnswer, ControlRequest } from "@throughline/protocol";
import { lockOutMatching, lockRunWithEntry } from "./locks.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeRows } from "./write-rows.ts";

/** Cancel, pause or resume: numbered like every delivery; a queued run that is cancelled closes at once. */
export async function control({ sql, news }: StoreContext, request: ControlRequest): Promise<ControlAnswer> {
  const { answer, told } = await transact(sql, async (tx) => {
    await lockOutMatching(tx);
    const { run, ...rest } = await lockRunWithEntry(tx, request.run);
    const decision = controlRun(request, run === null ? null : { run, ...rest });
    await writeRows(tx, decision.writes);
    return { answer: decision.answer, told: decision.writes.announce.length };
  });
  if (told > 0) news.tell("delivery");
  return answer;
}
