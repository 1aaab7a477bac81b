// The one place that writes what a decision says: a statement per table and piece, however many rows there are.
import type { MatchedEvent } from "@throughline/flow";
import type { DeliveryRow, EntryRow, RunHead, RunRow, Writes, WaitRow } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { jsons, numbers, sharedJsons, texts } from "./columns.ts";
import { chunksOf } from "./chunks-of.ts";
import type { BeforeChunk } from "./chunks-of.ts";
import type { Statement } from "./statement.ts";
import {
  endingStatements,
  insertTask,
  keepTrail,
  ledgerStatements,
  liveStatements,
  replacePayload,
  writeProfiles,
} from "./write-single-rows.ts";

/** Everything a decision asks for, as statements in the order in which they are to be carried out; the caller holds the locks. */
export function* statementsOf(tx: Transaction, writes: Writes): Generator<Statement, void> {
  const inPieces = <Row>(rows: readonly Row[], write: (tx: Transaction, rows: readonly Row[]) => Statement) =>
    statementPerChunk(tx, rows, write);
  yield* inPieces(writes.runs, updateRuns);
  yield* inPieces(writes.entries, writeEntries);
  yield* inPieces(writes.deliveries, insertDeliveries);
  yield* statementPerChunk(tx, writes.newWaits, writeWaits, bindingsBytes);
  yield* inPieces(writes.waits, changeWaits);
  for (const task of writes.newTasks) yield insertTask(tx, task);
  yield* inPieces(writes.tasks, updateTasks);
  yield* ledgerStatements(tx, writes);
  yield* inPieces(writes.profiles, writeProfiles);
  for (const trail of writes.trails) yield keepTrail(tx, trail);
  for (const change of writes.live) yield* liveStatements(tx, change);
  yield* inPieces(writes.deadLetters, insertDeadLetters);
  for (const payload of writes.payloads) yield replacePayload(tx, payload);
  for (const endings of chunksOf(writes.endings)) yield* endingStatements(tx, endings);
  yield* inPieces(writes.announce, announceRuns);
}

/** Writes everything a decision asks for, piece after piece; `beforeChunk` throws when there is no time left for the next. */
export async function writeRows(
  tx: Transaction,
  writes: Writes,
  beforeChunk: BeforeChunk = AT_ONCE,
): Promise<void> {
  for (const statement of statementsOf(tx, writes)) {
    beforeChunk();
    await statement;
  }
}

const AT_ONCE: BeforeChunk = () => undefined;

function* statementPerChunk<Row>(
  tx: Transaction,
  rows: readonly Row[],
  write: (tx: Transaction, rows: readonly Row[]) => Statement,
  bytesOf?: (row: Row) => number,
): Generator<Statement, void> {
  for (const chunk of chunksOf(rows, bytesOf)) yield write(tx, chunk);
}

/** How much of a wait's row is not of a fixed size. */
export function bindingsBytes(row: Pick<WaitRow, "bindings">): number {
  return JSON.stringify(row.bindings).length;
}

/** New runs, as the matcher makes them; the event that starts several travels once. */
export async function insertRuns(
  tx: Transaction,
  runs: readonly RunRow[],
  beforeChunk: BeforeChunk = AT_ONCE,
): Promise<void> {
  for (const rows of chunksOf(runs)) {
    beforeChunk();
    await insertRunRows(tx, rows);
  }
}

function insertRunRows(tx: Transaction, rows: readonly RunRow[]): Statement {
  const events = sharedJsons(rows, (row) => row.entry);
  return tx`
    with shared as materialized (
      select place, value::jsonb as value from unnest(${events.texts}::text[]) with ordinality as event (value, place)
    )
    insert into run (id, flow, version, plan_hash, subject, state, next_n, outcome, entry_seq, entry, trigger_step, priority, predecessor)
    select id, flow, version, plan_hash, subject, state, next_n, outcome, entry_seq, shared.value, trigger_step, priority, predecessor
    from unnest(
      ${texts(rows, (row) => row.id)}::text[], ${texts(rows, (row) => row.flow)}::text[], ${numbers(rows, (row) => row.version)}::int[],
      ${texts(rows, (row) => row.planHash)}::text[], ${texts(rows, (row) => row.subject)}::text[], ${texts(rows, (row) => row.state)}::text[],
      ${numbers(rows, (row) => row.nextN)}::int[], ${texts(rows, (row) => row.outcome)}::text[],
      ${numbers(rows, (row) => row.entry.seq)}::bigint[], ${events.places}::bigint[],
      ${texts(rows, (row) => row.triggerStep)}::text[], ${numbers(rows, (row) => row.priority)}::smallint[],
      ${texts(rows, (row) => row.predecessor)}::text[]
    ) as row (id, flow, version, plan_hash, subject, state, next_n, outcome, entry_seq, place, trigger_step, priority, predecessor)
    join shared using (place)`;
}

function updateRuns(tx: Transaction, rows: readonly RunHead[]): Statement {
  return tx`
    update run set state = row.state, next_n = row.next_n, outcome = row.outcome, predecessor = row.predecessor,
      started_at = case when run.state = 'queued' and row.state = 'starting' then clock_timestamp() else run.started_at end
    from unnest(
      ${texts(rows, (row) => row.id)}::text[], ${texts(rows, (row) => row.state)}::text[], ${numbers(rows, (row) => row.nextN)}::int[],
      ${texts(rows, (row) => row.outcome)}::text[], ${texts(rows, (row) => row.predecessor)}::text[]
    ) as row (id, state, next_n, outcome, predecessor)
    where run.id = row.id`;
}

function writeEntries(tx: Transaction, rows: readonly EntryRow[]): Statement {
  return tx`
    insert into entry (flow, subject, active_run, last_entered_at, count, queued)
    select flow, subject, active_run, to_timestamp(last_entered_at / 1000), count,
      array(select value from jsonb_array_elements_text(queued::jsonb) with ordinality as q (value, at) order by at)
    from unnest(
      ${texts(rows, (row) => row.flow)}::text[], ${texts(rows, (row) => row.subject)}::text[], ${texts(rows, (row) => row.activeRun)}::text[],
      ${numbers(rows, (row) => row.lastEnteredAt)}::float8[], ${numbers(rows, (row) => row.count)}::int[], ${jsons(rows, (row) => row.queued)}::text[]
    ) as row (flow, subject, active_run, last_entered_at, count, queued)
    on conflict (flow, subject) do update
      set active_run = excluded.active_run, last_entered_at = excluded.last_entered_at, count = excluded.count, queued = excluded.queued`;
}

/** An event that many runs hear of travels once, and Postgres puts it into their payloads. */
function insertDeliveries(tx: Transaction, rows: readonly DeliveryRow[]): Statement {
  const events = sharedJsons(rows, ({ payload }) => eventOf(payload));
  return tx`
    with shared as materialized (
      select place, jsonb_build_object('event', value::jsonb) as value
      from unnest(${events.texts}::text[]) with ordinality as event (value, place)
    )
    insert into delivery (run, n, kind, payload, seq, wait)
    select run, n, kind, case when shared.value is null then rest::jsonb else rest::jsonb || shared.value end, seq, wait
    from unnest(
      ${texts(rows, (row) => row.run)}::text[], ${numbers(rows, (row) => row.n)}::int[], ${texts(rows, (row) => row.payload.kind)}::text[],
      ${jsons(rows, (row) => withoutEvent(row.payload))}::text[], ${events.places}::bigint[], ${numbers(rows, (row) => row.seq)}::bigint[],
      ${texts(rows, (row) => (row.payload.kind === "event" ? row.payload.wait : null))}::text[]
    ) as row (run, n, kind, rest, place, seq, wait)
    left join shared using (place)`;
}

function eventOf(payload: DeliveryRow["payload"]): MatchedEvent | null {
  return "event" in payload ? (payload.event ?? null) : null;
}

function withoutEvent(payload: DeliveryRow["payload"]): object {
  if (eventOf(payload) === null) return payload;
  return { ...payload, event: undefined };
}

function writeWaits(tx: Transaction, rows: readonly WaitRow[]): Statement {
  return tx`
    insert into wait (run, step, i, topic, type, filter, bindings, from_no, port, state, matched_n, deadline)
    select run, step, i, decode(topic, 'hex'), type, filter, bindings::jsonb, from_no, port, state, matched_n, to_timestamp(deadline / 1000)
    from unnest(
      ${texts(rows, (row) => row.run)}::text[], ${texts(rows, (row) => row.step)}::text[], ${numbers(rows, (row) => row.i)}::smallint[],
      ${texts(rows, (row) => row.topic)}::text[], ${texts(rows, (row) => row.type)}::text[], ${texts(rows, (row) => row.filter)}::text[],
      ${jsons(rows, (row) => row.bindings)}::text[], ${numbers(rows, (row) => row.fromNo)}::bigint[], ${texts(rows, (row) => row.port)}::text[],
      ${texts(rows, (row) => row.state.kind)}::text[], ${numbers(rows, (row) => (row.state.kind === "matched" ? row.state.n : null))}::int[],
      ${numbers(rows, (row) => (row.state.kind === "expiring" ? row.state.deadline : null))}::float8[]
    ) as row (run, step, i, topic, type, filter, bindings, from_no, port, state, matched_n, deadline)
    on conflict (run, step, i) do update
      set topic = excluded.topic, type = excluded.type, filter = excluded.filter, bindings = excluded.bindings, from_no = excluded.from_no,
        port = excluded.port, state = excluded.state, matched_n = excluded.matched_n, deadline = excluded.deadline`;
}

function changeWaits(tx: Transaction, changes: Writes["waits"]): Statement {
  return tx`
    update wait set state = row.state, matched_n = row.matched_n, deadline = to_timestamp(row.deadline / 1000)
    from unnest(
      ${texts(changes, (row) => row.run)}::text[], ${texts(changes, (row) => row.step)}::text[], ${texts(changes, (row) => row.state.kind)}::text[],
      ${numbers(changes, (row) => (row.state.kind === "matched" ? row.state.n : null))}::int[],
      ${numbers(changes, (row) => (row.state.kind === "expiring" ? row.state.deadline : null))}::float8[]
    ) as row (run, step, state, matched_n, deadline)
    where wait.run = row.run and wait.step = row.step`;
}

function updateTasks(tx: Transaction, rows: Writes["tasks"]): Statement {
  return tx`
    update task set state = row.state, decision = row.decision, "values" = row."values"::jsonb, decided_by = row.by,
      ended_at = case when row.state = 'open' then null else coalesce(task.ended_at, clock_timestamp()) end
    from unnest(
      ${texts(rows, (row) => row.id)}::text[], ${texts(rows, (row) => row.state)}::text[], ${texts(rows, (row) => row.decision)}::text[],
      ${jsons(rows, (row) => row.values)}::text[], ${texts(rows, (row) => row.by)}::text[]
    ) as row (id, state, decision, "values", by)
    where task.id = row.id`;
}

function insertDeadLetters(tx: Transaction, rows: Writes["deadLetters"]): Statement {
  return tx`
    insert into dead_letter (kind, run, n, seq, reason, attempts, payload)
    select row.kind, row.run, row.n, delivery.seq, row.reason, coalesce(delivery.attempts, 0), row.payload::jsonb
    from unnest(
      ${texts(rows, (row) => row.kind)}::text[], ${texts(rows, (row) => row.run)}::text[], ${numbers(rows, (row) => row.n)}::int[],
      ${texts(rows, (row) => row.reason)}::text[], ${jsons(rows, (row) => (row.kind === "delivery" ? row.payload : null))}::text[]
    ) as row (kind, run, n, reason, payload)
    left join delivery on delivery.run = row.run and delivery.n = row.n`;
}

/** A run that has a row here already is scheduled already, claimed or backing off. */
function announceRuns(tx: Transaction, runs: readonly string[]): Statement {
  return tx`
    insert into outbox (run, priority)
    select id, priority from run where id = any(${[...runs]}::text[]) and state in ('starting', 'open') order by id
    on conflict (run) do nothing`;
}
