// One batch: everything is read under the match lock, judged by a pure function, and written in the same transaction.
import { match, matchKeys } from "@throughline/protocol";
import type {
  EventRow,
  Lease,
  MatchInput,
  MatchKeys,
  MatchLimits,
  MatchReport,
  MatchWrites,
} from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { sqlState } from "../sql-state.ts";
import { buryEvent } from "./bury-event.ts";
import { holdLease } from "./lease.ts";
import { lockEntries, lockMatching, lockRunHeads } from "./locks.ts";
import { EVENT_COLUMNS, WAIT_COLUMNS, toEventRow, toWaitRow } from "./read-rows.ts";
import type { StoredEvent, StoredWait } from "./read-rows.ts";
import type { RoutingCache } from "./routing-cache.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeMatch } from "./write-match.ts";

/** How long matching may take before it is given up. */
export interface MatchTimeouts {
  /** Of several events; below what is left of a lease when a batch begins, or others take over in the middle. */
  readonly batchMs: number;
  /** Of one event, which cannot be halved: all it wakes and starts belongs into one transaction. */
  readonly aloneMs: number;
}

export const MATCH_TIMEOUTS: MatchTimeouts = { batchMs: 5_000, aloneMs: 60_000 };

/** Short, so that rows which somebody else holds look like that and not like a batch that is too large. */
const LOCK_TIMEOUT_MS = 1_000;
const TRANSACTION_TIMEOUT_SINCE = 170_000;
/** What a batch that ran out of time is divided by: each try costs the whole time. */
const TIMEOUT_DIVISOR = 8;
/** So many waits are told of their timeout in one batch, whatever its events do: a crowd of them must not make it late. */
const EXPIRING_AT_ONCE = 1_000;
/** A statement was cancelled, by its timeout as a rule. */
const QUERY_CANCELED = "57014";

/** The lease is somebody else's by now. */
class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}
/** The connection was opened anew: the lease must name its backend before it matches. */
class BackendMovedError extends Error {
  override readonly name = "BackendMovedError";
}
/** A decision threw: one event of the batch is more than it can take. */
class JudgementError extends Error {
  override readonly name = "JudgementError";
}

/**
 * Matches the oldest pending events. A batch that cannot be written, or not in time, is divided until the guilty event
 * stands alone. That one gets time of its own; if it fails again, it becomes a dead letter and the others go on.
 */
export async function matchBatch(
  context: StoreContext,
  routing: RoutingCache,
  lease: Lease,
  limits: MatchLimits,
): Promise<MatchReport> {
  const { batchMs, aloneMs } = context.matchTimeouts;
  let events = limits.events;
  let timeoutMs = batchMs;
  for (;;) {
    let read: readonly number[] = [];
    let readAt = Number.POSITIVE_INFINITY;
    try {
      const attempt = {
        routing,
        lease,
        limits: { ...limits, events },
        timeoutMs,
        onRead: (seqs: readonly number[], at: number) => {
          read = seqs;
          readAt = at;
        },
      };
      return tell(context, await transact(context.matcher, (tx) => matchOnce(tx, attempt)));
    } catch (error) {
      if (error instanceof LeaseLostError) return { kind: "lost" };
      if (error instanceof BackendMovedError) {
        await nameBackend(context, lease);
        continue;
      }
      const [seq] = read;
      // The transaction's timeout ends the connection, so that its error may say only that.
      const isLate = sqlState(error) === QUERY_CANCELED || performance.now() - readAt >= timeoutMs;
      if (!(isLate || isRefused(error)) || seq === undefined) throw error;
      if (read.length > 1) {
        events = Math.ceil(read.length / (isLate ? TIMEOUT_DIVISOR : 2));
      } else if (isLate && timeoutMs < aloneMs) {
        events = 1;
        timeoutMs = aloneMs;
      } else {
        const reason = isLate ? `what it wakes and starts could not be written in ${aloneMs} ms` : error;
        await buryEvent(context, lease, seq, reason);
        return { kind: "matched", events: 1, deliveries: 0, started: 0, more: true };
      }
      // The tries take time that the lease did not reckon with.
      if (isLate && !(await holdLease(context, lease, timeoutMs + batchMs))) return { kind: "lost" };
    }
  }
}

function tell(context: StoreContext, report: MatchReport): MatchReport {
  if (report.kind === "matched" && report.deliveries > 0) context.news.tell("delivery");
  return report;
}

/** What a smaller batch may get past: data that Postgres or a decision cannot take, not a broken connection. */
function isRefused(error: unknown): boolean {
  return error instanceof JudgementError || /^(?:2[0-3]|54)/.test(sqlState(error) ?? "");
}

async function nameBackend({ matcher }: StoreContext, lease: Lease): Promise<void> {
  await matcher`update matcher set pid = pg_backend_pid() where holder = ${lease.holder} and epoch = ${lease.epoch}`;
}

interface Attempt {
  readonly routing: RoutingCache;
  readonly lease: Lease;
  readonly limits: MatchLimits;
  readonly timeoutMs: number;
  /** Told which events are judged, before they are, and since when their time runs. */
  readonly onRead: (seqs: readonly number[], at: number) => void;
}

async function matchOnce(
  tx: Transaction,
  { routing: cache, lease, limits, timeoutMs, onRead }: Attempt,
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
  onRead(
    batch.map((event) => event.seq),
    at,
  );
  const routing = await cache.at(tx, state.routing);
  const keys = judge(() => matchKeys(routing, batch));
  const input = await readInput(tx, keys, expiring, state.no + 1);
  const writes = judge(() => match(input));
  await writeMatch(tx, { writes, routing: state.routing, lease }, () => new LeaseLostError());
  return report(batch, writes, more || expiring.length === EXPIRING_AT_ONCE);
}

/** From here on, so that waiting for the match lock is not counted. */
async function limitTime(tx: Transaction, ms: number): Promise<void> {
  await tx`
    select set_config('statement_timeout', ${String(ms)}, true), set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true),
      case when current_setting('server_version_num')::int >= ${TRANSACTION_TIMEOUT_SINCE} then set_config('transaction_timeout', ${String(ms)}, true) end`;
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

/** The oldest pending events in order of acceptance, as many as the limits allow and at least one. */
async function readBatch(
  tx: Transaction,
  limits: MatchLimits,
): Promise<{ readonly batch: readonly EventRow[]; readonly more: boolean }> {
  const pending = await tx<
    { seq: number; bytes: number }[]
  >`select seq, bytes from pending order by seq limit ${limits.events + 1}`;
  let bytes = 0;
  const taken = pending.slice(0, limits.events).filter((row, i) => {
    bytes += row.bytes;
    return i === 0 || bytes <= limits.bytes;
  });
  if (taken.length === 0) return { batch: [], more: false };
  const rows = await tx<StoredEvent[]>`
    select ${tx.unsafe(EVENT_COLUMNS)} from event where seq = any(${taken.map((row) => row.seq)}::bigint[]) order by seq`;
  return { batch: rows.map(toEventRow), more: pending.length > taken.length };
}

async function readExpiring(tx: Transaction): Promise<readonly StoredWait[]> {
  return tx<
    StoredWait[]
  >`select ${tx.unsafe(WAIT_COLUMNS)} from wait where state = 'expiring' order by deadline limit ${EXPIRING_AT_ONCE}`;
}

async function readInput(
  tx: Transaction,
  keys: MatchKeys,
  expiring: readonly StoredWait[],
  nextNo: number,
): Promise<MatchInput> {
  const [met, entries, oldestLeft] = await Promise.all([
    readWaits(tx, keys.topics),
    lockEntries(tx, keys.entries),
    expiring.length === 0 ? null : readOldestLeft(tx, keys),
  ]);
  const waits = [...met, ...expiring].map(toWaitRow);
  const runs = await lockRunHeads(tx, [
    ...waits.map((wait) => wait.run),
    ...keys.runs,
    ...entries.flatMap((entry) => [...(entry.activeRun === null ? [] : [entry.activeRun]), ...entry.queued]),
  ]);
  return { keys, nextNo, waits, runs, entries, oldestLeft };
}

async function readWaits(tx: Transaction, topics: readonly string[]): Promise<readonly StoredWait[]> {
  if (topics.length === 0) return [];
  return tx<StoredWait[]>`
    select ${tx.unsafe(WAIT_COLUMNS)} from wait
    where state in ('open', 'expiring') and topic = any(array(select decode(h, 'hex') from unnest(${[...topics]}::text[]) as h))`;
}

async function readOldestLeft(tx: Transaction, keys: MatchKeys): Promise<number | null> {
  const [row] = await tx<{ at: number }[]>`
    select floor(extract(epoch from received_at) * 1000)::float8 as at from pending
    where seq <> all(${keys.events.map(({ event }) => event.seq)}::bigint[]) order by received_at limit 1`;
  return row?.at ?? null;
}
