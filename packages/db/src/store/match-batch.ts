// One batch: everything is read under the match lock, judged by a pure function, and written in the same transaction.
import { match, matchKeys } from "@throughline/protocol";
import type {
  EventRow,
  Lease,
  MatchLimits,
  MatchReport,
  MatchRequest,
  MatchWrites,
} from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { buryEvent } from "./bury-event.ts";
import { afterFailure } from "./divide-batch.ts";
import type { Attempt, MatchTimeouts } from "./divide-batch.ts";
import { holdLease } from "./lease.ts";
import { lockMatching } from "./locks.ts";
import { JudgementError, TimeUpError, TooMuchError, troubleOf } from "./match-trouble.ts";
import { eventsThatFit } from "./measure-writes.ts";
import { EXPIRING_AT_ONCE, readBatch, readExpiring, readInput } from "./read-match-input.ts";
import type { RoutingCache } from "./routing-cache.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeMatch } from "./write-match.ts";

export const MATCH_TIMEOUTS: MatchTimeouts = { batchMs: 5_000, aloneMs: 60_000 };

/** How much of the database one transaction may hold in memory, or write. */
export interface MatchSizes {
  /** Of several events: what they make Postgres write, most of it the event once for every run it wakes. */
  readonly writtenBytes: number;
  /** Waits that are read for one batch, even of one event: waking 100,000 runs takes about 20 s and 450 MB. */
  readonly waits: number;
}

/** 64 MB are written in a second or two, well within the time of a batch. */
export const MATCH_SIZES: MatchSizes = { writtenBytes: 64 * 1024 * 1024, waits: 100_000 };

/** Short, so that rows which somebody else holds look like that and not like a batch that is too large. */
const LOCK_TIMEOUT_MS = 1_000;
const TRANSACTION_TIMEOUT_SINCE = 170_000;

/** The lease is somebody else's by now. */
class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}
/** The connection was opened anew: the lease must name its backend before it matches. */
class BackendMovedError extends Error {
  override readonly name = "BackendMovedError";
}

/**
 * Matches the oldest pending events. A batch that cannot be written, or not in time, is divided until the guilty event
 * stands alone. That one gets time of its own; if it fails again, it becomes a dead letter and the others go on.
 */
export async function matchBatch(
  context: StoreContext,
  { lease, limits }: MatchRequest,
): Promise<MatchReport> {
  const { matchTimeouts: timeouts, matchSizes: sizes, routing } = context;
  let attempt: Attempt = { events: limits.events, timeoutMs: timeouts.batchMs, cutOffs: 0 };
  for (;;) {
    const { events, timeoutMs } = attempt;
    const progress = createProgress();
    const batch = { routing, lease, limits: { ...limits, events }, timeoutMs, sizes, progress };
    try {
      return tell(context, await transact(context.matcher, (tx) => matchOnce(tx, batch)));
    } catch (error) {
      if (error instanceof LeaseLostError) return { kind: "lost" };
      if (error instanceof BackendMovedError) {
        await nameBackend(context, lease);
        continue;
      }
      const { read, readAt, woken } = progress;
      const [seq] = read;
      const trouble = troubleOf(error, { elapsedMs: performance.now() - readAt, limitMs: timeoutMs });
      if (trouble === null || seq === undefined) throw error;
      const next = afterFailure(attempt, { trouble, events: read.length, woken }, timeouts);
      if (next.kind === "bury") {
        await buryEvent(context, lease, seq, next.reason);
        return { kind: "matched", events: 1, deliveries: 0, started: 0, more: true };
      }
      attempt = next.attempt;
      // The tries take time that the lease did not reckon with.
      const hold = { ms: attempt.timeoutMs + timeouts.batchMs, mayBeOver: trouble.kind !== "cut-off" };
      if (!(await holdLease(context, lease, hold))) return { kind: "lost" };
    }
  }
}

/** How far an attempt came, for the case that it fails. */
interface Progress {
  /** The events that are judged. */
  read: readonly number[];
  /** Since when their time runs. */
  readAt: number;
  /** As in `Failed`. */
  woken: number | null;
}

function createProgress(): Progress {
  return { read: [], readAt: Number.POSITIVE_INFINITY, woken: null };
}

function tell(context: StoreContext, report: MatchReport): MatchReport {
  if (report.kind === "matched" && report.deliveries > 0) context.news.tell("delivery");
  return report;
}

async function nameBackend({ matcher }: StoreContext, lease: Lease): Promise<void> {
  await matcher`update matcher set pid = pg_backend_pid() where holder = ${lease.holder} and epoch = ${lease.epoch}`;
}

interface Batch {
  readonly routing: RoutingCache;
  readonly lease: Lease;
  readonly limits: MatchLimits;
  readonly timeoutMs: number;
  readonly sizes: MatchSizes;
  readonly progress: Progress;
}

async function matchOnce(
  tx: Transaction,
  { routing: cache, lease, limits, timeoutMs, sizes, progress }: Batch,
): Promise<MatchReport> {
  await lockMatching(tx);
  const at = performance.now();
  await limitTime(tx, timeoutMs);
  const [state] = await tx<
    { epoch: number; holder: string | null; no: number; routing: number; moved: boolean }[]
  >`
    select epoch, holder, no, routing, pid is distinct from pg_backend_pid() as moved from matcher`;
  if (state === undefined || state.epoch !== lease.epoch || state.holder !== lease.holder)
    throw new LeaseLostError();
  if (state.moved) throw new BackendMovedError();
  const [{ batch, more }, expiring] = await Promise.all([readBatch(tx, limits), readExpiring(tx)]);
  if (batch.length === 0 && expiring.length === 0)
    return { kind: "matched", events: 0, deliveries: 0, started: 0, more: false };
  progress.read = batch.map((event) => event.seq);
  progress.readAt = at;
  const routing = await cache.at(tx, state.routing);
  const keys = judge(() => matchKeys(routing, batch));
  const input = await readInput(tx, { keys, expiring, nextNo: state.no + 1, maxWaits: sizes.waits });
  const writes = judge(() => match(input));
  progress.woken = countWoken(writes);
  const fitting = eventsThatFit(batch, writes, sizes.writtenBytes);
  if (fitting < batch.length) throw new TooMuchError(fitting);
  await writeMatch(
    tx,
    { writes, routing: state.routing, lease },
    { lost: () => new LeaseLostError(), beforeChunk: () => assertTimeLeft(at, timeoutMs) },
  );
  return report(batch, writes, more || expiring.length === EXPIRING_AT_ONCE);
}

/** From here on, so that waiting for the match lock is not counted. A session that thinks for long is as good as a statement. */
async function limitTime(tx: Transaction, ms: number): Promise<void> {
  await tx`
    select set_config('statement_timeout', ${String(ms)}, true), set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true),
      set_config('idle_in_transaction_session_timeout', ${String(ms)}, true),
      case when current_setting('server_version_num')::int >= ${TRANSACTION_TIMEOUT_SINCE} then set_config('transaction_timeout', ${String(ms)}, true) end`;
}

/** Before 17 Postgres limits statements alone, and there are many. */
function assertTimeLeft(since: number, ms: number): void {
  if (performance.now() - since >= ms) throw new TimeUpError(`the batch is not written after ${ms} ms`);
}

function countWoken({ deliveries }: MatchWrites): number {
  return new Set(deliveries.flatMap(({ run, payload }) => (payload.kind === "event" ? [run] : []))).size;
}

function judge<T>(decide: () => T): T {
  try {
    return decide();
  } catch (cause) {
    throw new JudgementError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function report(batch: readonly EventRow[], writes: MatchWrites, more: boolean): MatchReport {
  return {
    kind: "matched",
    events: batch.length,
    deliveries: writes.deliveries.length,
    started: writes.newRuns.length,
    more,
  };
}
