// How each kind of row that a transaction may name is read, in the order in which rows are locked. All statements of a
// transaction are on their way before the first answer is back: what one needs of another it asks in SQL.
import { CLOCK_TOLERANCE_MS, NO_PROFILE } from "@throughline/flow";
import type { Profile } from "@throughline/flow";
import type {
  DeliveryRow,
  EffectRow,
  EntryRow,
  FlowRow,
  Listener,
  Needs,
  OpenRun,
  Rows,
  RowsOf,
  TaskRow,
} from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { texts } from "./columns.ts";
import { lockName } from "./locks.ts";
import {
  ENTRY_COLUMNS,
  EVENT_COLUMNS,
  OPEN_RUN_COLUMNS,
  TASK_COLUMNS,
  WAIT_COLUMNS,
  toEventRow,
  toWaitRow,
} from "./read-rows.ts";
import type { StoredEvent, StoredWait } from "./read-rows.ts";

type Key<Kind extends keyof Needs> = Exclude<Needs[Kind], undefined>;

type Readers = {
  readonly [Kind in Exclude<keyof Rows, "run" | "queued">]: (
    tx: Transaction,
    key: Key<Kind>,
  ) => Promise<Rows[Kind]>;
};

/** Reads and locks the rows that these needs name. */
export async function readNeeds<N extends Needs>(tx: Transaction, needs: N): Promise<RowsOf<N>> {
  const rows: Partial<Record<keyof Rows, unknown>> = {};
  const reads = ORDER.flatMap((kind) => {
    if (needs[kind] === undefined) return [];
    if (kind === "run") return [readRuns(tx, needs).then((read) => Object.assign(rows, read))];
    // The table's type ties each key to its reader; TypeScript cannot see that through an index.
    const read = READERS[kind] as (tx: Transaction, key: unknown) => Promise<unknown>;
    return [read(tx, needs[kind]).then((value) => (rows[kind] = value))];
  });
  await Promise.all(reads);
  return rows as RowsOf<N>; // the same kinds as in `needs`
}

const READERS: Readers = {
  flow: async (tx, key) => {
    const [row] = await tx<FlowRow[]>`
      select key, revision, live_version as "liveVersion",
        (select coalesce(max(version), 0) from flow_version where flow = flow.key) as "lastVersion"
      from flow where key = ${key} for no key update`;
    return row ?? null;
  },
  entry: async (tx, run) => {
    const [row] = await tx<EntryRow[]>`
      select ${tx.unsafe(ENTRY_COLUMNS)} from entry
      where (flow, subject) = (select flow, subject from run where id = ${run}) for update`;
    return row ?? null;
  },
  waits: async (tx, { run, step }) => {
    const rows = await tx<StoredWait[]>`
      select ${tx.unsafe(WAIT_COLUMNS)} from wait where run = ${run} and step = ${step} order by i for update`;
    return rows.map(toWaitRow);
  },
  task: async (tx, id) => {
    const [row] = await tx<
      TaskRow[]
    >`select ${tx.unsafe(TASK_COLUMNS)} from task where id = ${id} for update`;
    return row ?? null;
  },
  claim: async (tx, { run, claim }) => {
    const held = await tx`select run from outbox where run = ${run} and claim = ${claim} for update`;
    return held.length > 0;
  },
  delivery: async (tx, { run, n }) => {
    const [row] = await tx<DeliveryRow[]>`
      select run, n, payload, seq, state, attempts, settled_as as "settledAs" from delivery where run = ${run} and n = ${n} for update`;
    return row ?? null;
  },
  effect: async (tx, key) => {
    const [row] = await tx<EffectRow[]>`
      select key, run, state, attempt, result from effect where key = ${key} for update`;
    return row ?? null;
  },
  cap: async (tx, cap) => {
    if (cap === null) return 0;
    const { key, scope, subject, periodMs } = cap;
    // Two effects at once must not take the last of a cap.
    const [, [row]] = await Promise.all([
      lockName(tx, "cap", `${scope} ${subject}`),
      tx<{ count: number }[]>`
        select count(*)::int as count from cap_reservation
        where scope = ${scope} and subject = ${subject} and key <> ${key}
          and reserved_at > clock_timestamp() - make_interval(secs => ${periodMs / 1000})`,
    ]);
    return row?.count ?? 0;
  },
  profile: async (tx, key) => {
    const [row] = typeof key === "string" ? await lockProfile(tx, key) : await readProfileOf(tx, key.ofRun);
    return row ?? NO_PROFILE;
  },
  listeners: async (tx, pairs) =>
    pairs.length === 0
      ? []
      : tx<Listener[]>`
          select type, key_expression as "keyExpression" from listener
          where (type, key_expression) in (
            select * from unnest(${texts(pairs, (one) => one.type)}::text[], ${texts(pairs, (one) => one.keyExpression)}::text[])
          )`,
  counter: async (tx) => {
    const [row] = await tx<Rows["counter"][]>`select no, routing from matcher`;
    return row ?? { no: 0, routing: 0 };
  },
  clock: async (tx) => {
    const [row] = await tx<
      { at: number }[]
    >`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at`;
    return row?.at ?? 0;
  },
  past: async (tx, { topics, since }) => {
    if (topics.length === 0) return [];
    const from = since.at === undefined ? 0 : since.at - CLOCK_TOLERANCE_MS;
    const rows = await tx<(StoredEvent & { topic: string; no: number })[]>`
      select topics.topic, topics.no, past.*
      from (
        select encode(topic, 'hex') as topic, no, seq, received_at from event_topic
        where topic = any(array(select decode(h, 'hex') from unnest(${[...topics]}::text[]) as h))
      ) as topics
      join lateral (select ${tx.unsafe(EVENT_COLUMNS)} from event where event.seq = topics.seq) as past on true
      where topics.no > ${since.no} and topics.received_at >= to_timestamp(${from}::float8 / 1000)
      order by topics.no`;
    return rows.map(({ topic, no, ...event }) => ({ topic, no, event: toEventRow(event) }));
  },
  oldestPending: async (tx) => {
    const [row] = await tx<{ at: number }[]>`
      select floor(extract(epoch from received_at) * 1000)::float8 as at from pending order by received_at limit 1`;
    return row?.at ?? null;
  },
};

/** The order of locks; what is not locked comes last. */
const ORDER = [
  "flow",
  "entry",
  "run",
  "waits",
  "task",
  "claim",
  "delivery",
  "effect",
  "cap",
  "profile",
  "listeners",
  "counter",
  "clock",
  "past",
  "oldestPending",
] as const satisfies readonly Exclude<keyof Rows, "queued">[];

/** The run and those queued with it in one statement, because run rows are locked in the order of their ids. */
async function readRuns(tx: Transaction, { run, queued }: Needs): Promise<Pick<Rows, "run" | "queued">> {
  const id = typeof run === "object" ? tx`(select run from task where id = ${run.ofTask})` : tx`${run ?? ""}`;
  const ids =
    queued === undefined
      ? tx`array[${id}]`
      : tx`array(
          select ${id} union all
          select unnest(queued) from entry where (flow, subject) = (select flow, subject from run where id = ${queued})
        )`;
  const rows = await tx<OpenRun[]>`
    select ${tx.unsafe(OPEN_RUN_COLUMNS)} from run where id = any(${ids}::text[]) order by id for no key update`;
  if (queued === undefined) return { run: rows[0] ?? null, queued: [] };
  return {
    run: rows.find((row) => row.id === run) ?? null,
    queued: rows.filter((row) => row.id !== run),
  };
}

/** Two who find no profile must not both begin with nothing. */
async function lockProfile(tx: Transaction, subject: string): Promise<readonly Profile[]> {
  const [, rows] = await Promise.all([
    lockName(tx, "profile", subject),
    tx<Profile[]>`select attributes, times from profile where subject = ${subject} for update`,
  ]);
  return rows;
}

async function readProfileOf(tx: Transaction, run: string): Promise<readonly Profile[]> {
  return tx<Profile[]>`
    select attributes, times from profile where subject = (select subject from run where id = ${run})`;
}
