// The deliverer's part of the memory store: what is claimed, sent and settled.
import type { StartInput } from "@throughline/flow";
import { startsPaused } from "../by-hand/starts-paused.ts";
import type { ClaimRequest, ClaimedRun, GiveBackRequest, OfRun, SettleRequest } from "../store.ts";
import type { MemoryDatabase, OutboxRow } from "./memory-database.ts";

/** Claims runs that have something to send, by priority and then by age; attempts are raised with the claim. */
export function claimRuns(db: MemoryDatabase, request: ClaimRequest, now: number): readonly ClaimedRun[] {
  const { holder, runs, leaseMs, perRun } = request;
  const due = [...db.outbox].filter(([run, row]) => isDue(db, run, row, now));
  const ordered = due.toSorted(
    ([a, left], [b, right]) =>
      priorityOf(db, a) - priorityOf(db, b) || left.nextAttemptAt - right.nextAttemptAt,
  );
  return ordered.slice(0, runs).map(([run, row]) => {
    row.claim = `${holder}#${db.nextClaim++}`;
    row.claimedUntil = now + leaseMs;
    return takeClaimed(db, run, row.claim, perRun);
  });
}

/** What the start of a run is made of; null if the run is not `starting`. */
export function readStart(db: MemoryDatabase, { run: id }: OfRun, now: number): StartInput | null {
  const run = db.runs.get(id);
  if (run === undefined || run.state !== "starting") return null;
  const { subject, entry: trigger, triggerStep, planHash } = run;
  return {
    plan: db.planOf(run).plan,
    planHash,
    run: id,
    subject,
    trigger,
    triggerStep,
    profile: db.profiles.get(subject)?.attributes ?? {},
    startedAt: new Date(now).toISOString(),
    ...(startsPaused(db.deliveries.get(id) ?? []) ? { isPaused: true } : {}),
  };
}

/** Marks deliveries of runs that this claim still holds as settled; the start that was sent makes its run open. */
export function settle(db: MemoryDatabase, { claim, settlements }: SettleRequest, now: number): void {
  for (const { run } of settlements) db.lock(`run ${run}`);
  const held = settlements.filter(({ run }) => isHeldBy(db, claim, run));
  for (const { run, n, as } of held) {
    const row = db.deliveries.get(run)?.find((one) => one.n === n);
    if (row?.state === "pending") db.changeDelivery(row, { state: "settled", settledAs: as });
    const current = db.runs.get(run);
    if (n === 0 && as === "sent" && current?.state === "starting")
      db.runs.set(run, { ...current, state: "open" });
  }
  for (const run of new Set(held.map((one) => one.run))) {
    // What came meanwhile is in nobody's hands: it need not wait for the claim to run out.
    const left = pendingOf(db, run);
    if (left.length === 0) db.outbox.delete(run);
    else if (left.every(({ attempts }) => attempts === 0)) free(db, run, now);
  }
}

/** Gives a claimed run back, to be tried again after a while. */
export function giveBack(db: MemoryDatabase, { claim, run, retryInMs }: GiveBackRequest, now: number): void {
  db.lock(`run ${run}`);
  if (!isHeldBy(db, claim, run)) return;
  if (pendingOf(db, run).length === 0) db.outbox.delete(run);
  else free(db, run, now + retryInMs);
}

/** True once the run takes no deliveries any more. */
export function isClosed(db: MemoryDatabase, { run }: OfRun): boolean {
  return !["queued", "starting", "open"].includes(db.runs.get(run)?.state ?? "");
}

function free(db: MemoryDatabase, run: string, nextAttemptAt: number): void {
  db.outbox.set(run, { claim: null, claimedUntil: Number.NEGATIVE_INFINITY, nextAttemptAt });
  db.notify("delivery");
}

function isHeldBy(db: MemoryDatabase, claim: string, run: string): boolean {
  return db.outbox.get(run)?.claim === claim;
}

function pendingOf(db: MemoryDatabase, run: string) {
  return (db.deliveries.get(run) ?? []).filter(({ state }) => state === "pending");
}

function isDue(db: MemoryDatabase, run: string, row: OutboxRow, now: number): boolean {
  const state = db.runs.get(run)?.state;
  return row.nextAttemptAt <= now && row.claimedUntil <= now && (state === "starting" || state === "open");
}

function priorityOf(db: MemoryDatabase, run: string): number {
  return db.runs.get(run)?.priority ?? 5;
}

function takeClaimed(db: MemoryDatabase, run: string, claim: string, perRun: number): ClaimedRun {
  const rows = pendingOf(db, run).toSorted((a, b) => a.n - b.n);
  const taken = rows.slice(0, perRun).map((row) => {
    db.changeDelivery(row, { attempts: row.attempts + 1 });
    return { n: row.n, payload: row.payload, attempts: row.attempts + 1 };
  });
  return { run, flow: db.runs.get(run)?.flow ?? "", claim, priority: priorityOf(db, run), deliveries: taken };
}
