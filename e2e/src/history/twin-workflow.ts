// What a developer would write by hand for a cart that nobody comes back to: the same activity, the same two waits, the same
// summaries and search attributes, and nothing of an engine.
import { defineSearchAttributeKey, SearchAttributeType } from "@temporalio/common";
import { proxyActivities, sleep, upsertSearchAttributes } from "@temporalio/workflow";

const runState = defineSearchAttributeKey("RunState", SearchAttributeType.KEYWORD);
const waitingFor = defineSearchAttributeKey("WaitingFor", SearchAttributeType.KEYWORD_LIST);
const wakeAt = defineSearchAttributeKey("WakeAt", SearchAttributeType.DATETIME);

export interface TwinInput {
  readonly firstWaitMs: number;
  readonly secondWaitMs: number;
}

/** Waits, sends the offer, waits, ends. */
export async function cartTwin(input: TwinInput): Promise<{ readonly outcome: string }> {
  await waitFor(["order.placed"], input.firstWaitMs, "Order within 30 minutes?");
  const activities = proxyActivities<Record<string, (input: object) => Promise<unknown>>>({
    startToCloseTimeout: "1m",
    activityId: "offer.1",
    summary: "10 % off",
  });
  await activities["send-offer"]?.({});
  await openAndWaitFor(["order.placed", "email.clicked"], input.secondWaitMs, "Order or click within a day?");
  upsertSearchAttributes([
    { key: runState, value: "closing" },
    { key: waitingFor, value: null },
    { key: wakeAt, value: null },
  ]);
  return { outcome: "reminded" };
}

async function waitFor(types: string[], ms: number, summary: string): Promise<void> {
  const timeIsUp = sleep(ms, { summary });
  showWait(types, ms);
  await timeIsUp;
}

/** As `waitFor`, where the wait is opened by the run itself: its clock starts when it stands. */
async function openAndWaitFor(types: string[], ms: number, summary: string): Promise<void> {
  showWait(types, ms);
  await sleep(ms, { summary });
}

function showWait(types: string[], ms: number): void {
  upsertSearchAttributes([
    { key: runState, value: "waiting" },
    { key: waitingFor, value: types },
    { key: wakeAt, value: new Date(Date.now() + ms) },
  ]);
}
