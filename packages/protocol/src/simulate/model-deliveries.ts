// The deliverer's part of the model store.
import type { Plan } from "@throughline/flow";
import { startsPaused } from "../decide/starts-paused.ts";
import type { ClaimedRun, DelivererStore } from "../store.ts";
import type { ModelDatabase, OutboxRow } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";

/** Claims, settlements and refusals. */
export function createModelDeliveries(db: ModelDatabase, { call, now }: ModelCaller): DelivererStore {
  const isHeldBy = (claim: string, run: string): boolean => db.outbox.get(run)?.claim === claim;
  return {
    claimRuns: (holder, { runs, leaseMs, perRun }) =>
      call("claimRuns", () => {
        const due = [...db.outbox].filter(([run, row]) => isDue(db, run, row, now()));
        const ordered = due.toSorted(
          ([a, left], [b, right]) =>
            priorityOf(db, a) - priorityOf(db, b) || left.nextAttemptAt - right.nextAttemptAt,
        );
        return ordered.slice(0, runs).map(([run, row]) => {
          row.claim = `${holder}#${db.nextClaim++}`;
          row.claimedUntil = now() + leaseMs;
          return claimed(db, run, row.claim, perRun);
        });
      }),
    readStart: (id) =>
      call("readStart", () => {
        const run = db.runs.get(id);
        if (run === undefined || run.state !== "starting") return null;
        const { subject, entry: trigger, triggerStep, planHash } = run;
        const plan: Plan = db.planOf(run).plan;
        const profile = db.profiles.get(subject) ?? {};
        return {
          plan,
          planHash,
          run: id,
          subject,
          trigger,
          triggerStep,
          profile,
          startedAt: new Date(now()).toISOString(),
          ...(startsPaused(db.deliveries.get(id) ?? []) ? { isPaused: true } : {}),
        };
      }),
    settle: (claim, settlements) =>
      call("settle", () => {
        db.lock(settlements.map(({ run }) => `run ${run}`));
        for (const { run, n, as } of settlements) {
          const row = db.deliveries.get(run)?.find((one) => one.n === n);
          if (row === undefined || row.state === "settled" || !isHeldBy(claim, run)) continue;
          db.changeDelivery(row, { state: "settled", settledAs: as });
          const current = db.runs.get(run);
          if (n === 0 && as === "sent" && current?.state === "starting")
            db.runs.set(run, { ...current, state: "open" });
        }
      }),
    giveBack: (claim, run, retryInMs) =>
      call("giveBack", () => {
        db.lock([`run ${run}`]);
        const row = db.outbox.get(run);
        if (row === undefined || row.claim !== claim) return;
        if (db.deliveries.get(run)?.every(({ state }) => state === "settled") === true) {
          db.outbox.delete(run);
          return;
        }
        row.claim = null;
        row.claimedUntil = Number.NEGATIVE_INFINITY;
        row.nextAttemptAt = now() + retryInMs;
        db.notify("delivery");
      }),
    refuseStart: (claim, run, reason) =>
      call("refuseStart", () => {
        const rows = db.lockRun(run);
        if (rows !== null && isHeldBy(claim, run)) db.apply(db.rules.refuseStart(rows, reason).writes, now());
      }),
    refuseDelivery: (claim, run, n, reason) =>
      call("refuseDelivery", () => {
        const row = db.deliveries.get(run)?.find((one) => one.n === n);
        if (row === undefined || !isHeldBy(claim, run)) return;
        const refused = db.rules.refuseDelivery(row, reason);
        if (refused === null) return;
        db.changeDelivery(row, { payload: refused.payload });
        db.deadLetters.push({ letter: refused.deadLetter, isRetried: false });
      }),
    isClosed: (run) =>
      call("isClosed", () => ["closed", "lost", "refused"].includes(db.runs.get(run)?.state ?? "")),
    suspect: (run) => call("suspect", () => void db.suspected.add(run)),
  };
}

function isDue(db: ModelDatabase, run: string, row: OutboxRow, now: number): boolean {
  const state = db.runs.get(run)?.state;
  return row.nextAttemptAt <= now && row.claimedUntil <= now && (state === "starting" || state === "open");
}

function priorityOf(db: ModelDatabase, run: string): number {
  return db.runs.get(run)?.priority ?? 5;
}

function claimed(db: ModelDatabase, run: string, claim: string, perRun: number): ClaimedRun {
  const rows = (db.deliveries.get(run) ?? [])
    .filter(({ state }) => state === "pending")
    .toSorted((a, b) => a.n - b.n);
  const taken = rows.slice(0, perRun).map((row) => {
    db.changeDelivery(row, { attempts: row.attempts + 1 });
    return { n: row.n, payload: row.payload, attempts: row.attempts + 1 };
  });
  return { run, flow: db.runs.get(run)?.flow ?? "", claim, priority: priorityOf(db, run), deliveries: taken };
}
