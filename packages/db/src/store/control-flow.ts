import { judgeFlowControl, tellRuns } from "@throughline/protocol";
import type { FlowControl, FlowControlAnswer, RunHead } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { lockMatching } from "./locks.ts";
import { RUN_HEAD_COLUMNS } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeRows } from "./write-rows.ts";

/** Rows in memory at once: a flow may have a great many open runs, each with its event. */
const PAGE = 1_000;

/** Pauses or resumes a flow. Nobody matches meanwhile, so that no run begins between the runs that are told and the flag. */
export async function controlFlow(
  { sql, news }: StoreContext,
  request: FlowControl,
): Promise<FlowControlAnswer> {
  const answer = await transact(sql, async (tx): Promise<FlowControlAnswer> => {
    await lockMatching(tx);
    const [flow] = await tx<{ isPaused: boolean }[]>`
      select paused_at is not null as "isPaused" from flow where key = ${request.flow} for no key update`;
    const verdict = judgeFlowControl(request.kind, flow?.isPaused ?? null);
    if (verdict !== "change") return { kind: verdict };
    await tx`
      update flow set paused_at = ${request.kind === "pause" ? tx`clock_timestamp()` : null},
        updated_at = clock_timestamp(), updated_by = ${request.by} where key = ${request.flow}`;
    await tx`update matcher set routing = routing + 1`;
    return { kind: "changed", runs: await tellAll(tx, request) };
  });
  if (answer.kind === "changed" && answer.runs > 0) news.tell("delivery");
  return answer;
}

async function tellAll(tx: Transaction, request: FlowControl): Promise<number> {
  let told = 0;
  for (let after = ""; ;) {
    const runs = await tx<RunHead[]>`
      select ${tx.unsafe(RUN_HEAD_COLUMNS)} from run
      where flow = ${request.flow} and state in ('queued', 'starting', 'open') and id > ${after}
      order by id limit ${PAGE} for no key update`;
    const writes = tellRuns(request, runs);
    await writeRows(tx, writes);
    told += writes.deliveries.length;
    after = runs.at(-1)?.id ?? "";
    if (runs.length < PAGE) return told;
  }
}
