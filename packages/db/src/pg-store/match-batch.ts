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
import { lockEntries, lockMatching, lockRuns } from "./locks.ts";
import { EVENT_COLUMNS, WAIT_COLUMNS, toEventRow, toWaitRow } from "./read-rows.ts";
import type { StoredEvent, StoredWait } from "./read-rows.ts";
import type { RoutingCache } from "./routing-cache.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeMatch } from "./write-match.ts";

const TRANSACTION_TIMEOUT_MS = 15_000;
const TRANSACTION_TIMEOUT_SINCE = 170_000;

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

/** Matches the oldest pending events; a batch that cannot be written is halved until the guilty event stands alone, which becomes a dead letter. */
export async function matchBatch(
  context: StoreContext,
  routing: RoutingCache,
  lease: Lease,
  limits: MatchLimits,
): Promise<MatchReport> {
  let events = limits.events;
  for (;;) {
    let read: readonly number[] = [];
    try {
      return await transact(context.matcher, (tx) =>
        matchOnce(tx, { routing, lease, limits: { ...limits, events }, onRead: (seqs) => (read = seqs) }),
      ).then((report) => tell(context, report));
    } catch (error) {
      if (error instanceof LeaseLostError) return { kind: "lost" };
      if (error instanceof BackendMovedError) {
        await nameBackend(context, lease);
        continue;
      }
      const [seq] = read;
      if (!isRefused(error) || seq === undefined) throw error;
      if (read.length > 1) {
        events = Math.ceil(read.length / 2);
      } else {
        await buryEvent(context, lease, seq, error);
        return { kind: "matched", events: 1, deliveries: 0, started: 0, more: true };
      }
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
  /** Told which events are judged, before they are. */
  readonly onRead: (seqs: readonly number[]) => void;
}

async function matchOnce(
  tx: Transaction,
  { routing: cache, lease, limits, onRead }: Attempt,
): Promise<MatchReport> {
  await tx`select set_config('transaction_timeout', ${String(TRANSACTION_TIMEOUT_MS)}, true)
    where current_setting('server_version_num')::int >= ${TRANSACTION_TIMEOUT_SINCE}`;
  await lockMatching(tx);
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
  onRead(batch.map((event) => event.seq));
  const routing = await cache.at(tx, state.routing);
  const keys = judge(() => matchKeys(routing, batch));
  const input = await readInput(tx, keys, expiring, state.no + 1);
  const writes = judge(() => match(input));
  await writeMatch(tx, { writes, routing: state.routing, lease }, () => new LeaseLostError());
  return report(batch, writes, more);
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
  return tx<StoredWait[]>`select ${tx.unsafe(WAIT_COLUMNS)} from wait where state = 'expiring'`;
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
  const runs = await lockRuns(tx, [
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
