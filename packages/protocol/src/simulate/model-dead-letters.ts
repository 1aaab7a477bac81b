// What an operator does with what was given up, on the model database. A letter's id is its place, from 1 on.
import { retryCandidate } from "../decide/retry-start.ts";
import type { DeadLetter } from "../decide/writes.ts";
import type { DeadLetterStore, RetryAnswer } from "../store.ts";
import { entryKey } from "./model-database.ts";
import type { ModelDatabase } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";

/** Retries, each once. */
export function createModelDeadLetters(db: ModelDatabase, { call, now }: ModelCaller): DeadLetterStore {
  function retry(letter: DeadLetter): RetryAnswer {
    if (letter.kind === "start") return retryStart(db, letter.run, now());
    const run = db.lockRun(letter.run)?.run ?? null;
    const { answer, writes } = db.rules.retryDelivery(letter, { run, waits: db.waitsOf(letter.run) });
    db.apply(writes, now());
    return answer;
  }
  return {
    retryDeadLetter: (id) =>
      call("retryDeadLetter", () => {
        const row = db.deadLetters[Number(id) - 1];
        if (row === undefined) return { kind: "not-found" };
        if (row.isRetried) return { kind: "impossible", reason: "it was retried before" };
        const answer = retry(row.letter);
        row.isRetried = answer.kind === "retried";
        return answer;
      }),
  };
}

function retryStart(db: ModelDatabase, id: string, now: number): RetryAnswer {
  db.lockMatch();
  const refused = db.runs.get(id);
  if (refused === undefined) return { kind: "not-found" };
  const live = db.routing.live.find(({ plan }) => plan.flow === refused.flow) ?? null;
  const candidate = retryCandidate(live, refused, db.routing.paused.has(refused.flow));
  const entry =
    candidate?.kind === "enter" ? db.entries.get(entryKey(refused.flow, candidate.subject)) : undefined;
  const runs = [entry?.activeRun, ...(entry?.queued ?? [])].flatMap((run) => db.runs.get(run ?? "") ?? []);
  const nextNo = db.matcher.no + 1;
  const { answer, writes } = db.rules.retryStart(refused, {
    candidate,
    entry: entry ?? null,
    runs,
    nextNo,
    at: now,
  });
  if (writes === null) return answer;
  db.matcher.no = nextNo;
  db.applyDraft(writes, now);
  return answer;
}
