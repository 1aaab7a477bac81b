// What operators and the sweeper do by hand on the memory database.
import { judgeFlowControl } from "../by-hand/pause-flow.ts";
import { retryCandidate } from "../by-hand/retry-start.ts";
import { takesNumbers } from "../run-state.ts";
import type { DeadLetter } from "../writes.ts";
import type { FlowControl, FlowControlAnswer, OfRun, RetryAnswer, SweepRequest } from "../store.ts";
import { entryKey } from "./memory-database.ts";
import type { MemoryDatabase } from "./memory-database.ts";

/** Retries what was given up, once. A letter's id is its place, from 1 on. */
export function retryDeadLetter(
  db: MemoryDatabase,
  { id }: { readonly id: string },
  now: number,
): RetryAnswer {
  const row = db.deadLetters[Number(id) - 1];
  if (row === undefined) return { kind: "not-found" };
  if (row.isRetried) return { kind: "impossible", reason: "it was retried before" };
  const answer =
    row.letter.kind === "start" ? retryStart(db, row.letter.run, now) : retryDelivery(db, row.letter, now);
  row.isRetried = answer.kind === "retried";
  return answer;
}

function retryDelivery(
  db: MemoryDatabase,
  letter: Extract<DeadLetter, { kind: "delivery" }>,
  now: number,
): RetryAnswer {
  db.lockMatching("shared");
  const run = db.runs.get(letter.run) ?? null;
  const { answer, writes } = db.rules.retryDelivery(letter, { run, waits: db.waitsOf(letter.run) });
  db.apply(writes, now);
  return answer;
}

function retryStart(db: MemoryDatabase, id: string, now: number): RetryAnswer {
  db.lockMatching("exclusive");
  const refused = db.runs.get(id);
  if (refused === undefined) return { kind: "not-found" };
  const live = db.routing.live.find(({ plan }) => plan.flow === refused.flow) ?? null;
  const candidate = retryCandidate(live, refused, db.routing.paused.has(refused.flow));
  const isEntering = candidate?.kind === "enter";
  const entry = isEntering ? db.entries.get(entryKey(refused.flow, candidate.subject)) : undefined;
  const named = [...(isEntering ? [candidate.run] : []), entry?.activeRun, ...(entry?.queued ?? [])];
  const nextNo = db.matcher.no + 1;
  const { answer, writes } = db.rules.retryStart(refused, {
    candidate,
    entry: entry ?? null,
    runs: named.flatMap((run) => db.runs.get(run ?? "") ?? []),
    nextNo,
    at: now,
  });
  if (writes === null) return answer;
  db.matcher.no = nextNo;
  db.applyDraft(writes, now);
  return answer;
}

/** Pauses or resumes a flow with all its runs that are not closed. */
export function controlFlow(db: MemoryDatabase, request: FlowControl, now: number): FlowControlAnswer {
  db.lockMatching("exclusive");
  const { kind, flow } = request;
  const { paused } = db.routing;
  const verdict = judgeFlowControl(kind, db.flowRow(flow) === null ? null : paused.has(flow));
  if (verdict !== "change") return { kind: verdict };
  const others = [...paused].filter((key) => key !== flow);
  db.pause(kind === "pause" ? [...others, flow] : others);
  const runs = [...db.runs.values()].filter((run) => run.flow === flow && takesNumbers(run));
  const writes = db.rules.tellRuns(request, runs);
  db.apply(writes, now);
  return { kind: "changed", runs: writes.deliveries.length };
}

/** Moves open tasks whose time has come to the queue that their plan names. */
export function escalateTasks(
  db: MemoryDatabase,
  { limit }: { readonly limit: number },
  now: number,
): number {
  let moved = 0;
  for (const [id, place] of db.places) {
    if (moved === limit) break;
    if (db.tasks.get(id)?.state !== "open") continue;
    const next = db.rules.escalateTask(place, now);
    if (next === null) continue;
    db.places.set(id, next);
    moved += 1;
  }
  return moved;
}

/** Started runs that are suspected, or all of them, in order of id after `after`. */
export function sweepCandidates(db: MemoryDatabase, { all, limit, after }: SweepRequest): readonly OfRun[] {
  return [...db.runs.keys()]
    .filter((run) => (all || db.suspected.has(run)) && isStarted(db, run))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .filter((run) => after === null || run > after)
    .slice(0, limit)
    .map((run) => ({ run }));
}

/** Of these ids, the ones whose row is starting or open, with the start settled. */
export function stillOpen(
  db: MemoryDatabase,
  { runs }: { readonly runs: readonly string[] },
): readonly string[] {
  return runs.filter((run) => isStarted(db, run));
}

/** A signal found no execution: the sweeper should look. */
export function suspect(db: MemoryDatabase, { run }: OfRun): void {
  if (isLiveId(db, run)) db.suspected.add(run);
}

function isStarted(db: MemoryDatabase, run: string): boolean {
  if (!isLiveId(db, run)) return false;
  return db.deliveries.get(run)?.some(({ n, state }) => n === 0 && state === "settled") === true;
}

function isLiveId(db: MemoryDatabase, run: string): boolean {
  return ["starting", "open"].includes(db.runs.get(run)?.state ?? "");
}
