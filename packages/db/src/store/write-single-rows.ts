// Statements for kinds of rows of which a transaction writes one or two, and for what goes with a run that ends.
import { nextEscalation } from "@throughline/protocol";
import type { Ending, LiveChange, NewTask, Writes } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { jsons, numbers, texts } from "./columns.ts";
import type { Statement } from "./statement.ts";

export function insertTask(tx: Transaction, { task, node, flow, subject, content }: NewTask): Statement {
  return tx`
    insert into task (id, run, step, node, flow, subject, queue, title, body, form, decisions, due_at, escalate, next_escalation_at, state)
    values (
      ${task.id}, ${task.run}, ${task.step}, ${node}, ${flow}, ${subject}, ${content.queue}, ${content.title}, ${content.body},
      ${JSON.stringify(content.form)}::text::jsonb, ${JSON.stringify(content.decisions)}::text::jsonb,
      to_timestamp(${content.dueAt}::float8 / 1000), ${JSON.stringify(content.escalate)}::text::jsonb,
      to_timestamp(${nextEscalation({ escalate: content.escalate, escalatedAt: null })}::float8 / 1000), ${task.state}
    )`;
}

/** Intents and results, and the caps that go with them. */
export function* ledgerStatements(
  tx: Transaction,
  { effects, reserved, freed }: Pick<Writes, "effects" | "reserved" | "freed">,
): Generator<Statement, void> {
  for (const { key, run, state, attempt, result } of effects) {
    yield tx`
      insert into effect (key, run, state, attempt, result)
      values (${key}, ${run}, ${state}, ${attempt}, ${JSON.stringify(result)}::text::jsonb)
      on conflict (key) do update
        set state = excluded.state, attempt = excluded.attempt, result = excluded.result, updated_at = clock_timestamp()`;
  }
  for (const { key, scope, subject } of reserved) {
    yield tx`
      insert into cap_reservation (key, scope, subject) values (${key}, ${scope}, ${subject}) on conflict (key) do nothing`;
  }
  if (freed.length > 0) yield tx`delete from cap_reservation where key = any(${[...freed]}::text[])`;
}

export function writeProfiles(tx: Transaction, rows: Writes["profiles"]): Statement {
  return tx`
    insert into profile (subject, attributes, times)
    select subject, attributes::jsonb, times::jsonb from unnest(
      ${texts(rows, (row) => row.subject)}::text[], ${jsons(rows, (row) => row.attributes)}::text[], ${jsons(rows, (row) => row.times)}::text[]
    ) as row (subject, attributes, times)
    on conflict (subject) do update
      set attributes = excluded.attributes, times = excluded.times, updated_at = clock_timestamp()`;
}

export function keepTrail(tx: Transaction, { run, part, trail }: Writes["trails"][number]): Statement {
  return tx`
    update run set trail = coalesce(trail, '{}') || jsonb_build_object(${String(part)}::text, ${JSON.stringify(trail)}::text::jsonb)
    where id = ${run}`;
}

/** What could not be delivered under a number says so from now on. */
export function replacePayload(tx: Transaction, { run, n, payload }: Writes["payloads"][number]): Statement {
  return tx`
    update delivery set kind = ${payload.kind}, payload = ${JSON.stringify(payload)}::text::jsonb, wait = null
    where run = ${run} and n = ${n}`;
}

/** Ends the version that was live and raises the routing number, by which the matcher learns of the change. */
export function* liveStatements(
  tx: Transaction,
  { flow, by, routing, version, listeners }: LiveChange,
): Generator<Statement, void> {
  yield tx`update flow_version set routing_to = ${routing} where flow = ${flow} and routing_to is null`;
  yield tx`update matcher set routing = ${routing}`;
  if (version !== null) {
    yield tx`
      insert into flow_version (flow, version, document, plan, plan_hash, published_by, routing_from)
      values (
        ${flow}, ${version.version}, ${JSON.stringify(version.document)}::text::jsonb, ${JSON.stringify(version.plan)}::text::jsonb,
        ${version.planHash}, ${by}, ${routing}
      )`;
  }
  yield tx`
    update flow set live_version = ${version?.version ?? null}, updated_at = clock_timestamp(), updated_by = ${by}
    where key = ${flow}`;
  if (listeners.length === 0) return;
  yield tx`
    insert into listener (type, key_expression, since_no)
    select * from unnest(
      ${texts(listeners, (one) => one.type)}::text[], ${texts(listeners, (one) => one.keyExpression)}::text[],
      ${numbers(listeners, (one) => one.sinceNo)}::bigint[]
    )
    on conflict (type, key_expression) do nothing`;
}

/** What goes with runs that end: their waits, their tasks, what was still to be delivered. */
export function* endingStatements(tx: Transaction, endings: readonly Ending[]): Generator<Statement, void> {
  const runs = endings.map((ending) => ending.run);
  const handled = numbers(endings, (ending) => ending.handled);
  yield tx`
    update run set closed_at = clock_timestamp(), reason = coalesce(row.reason, run.reason), suspected_at = null,
      trail = case when row.trail is null then run.trail else coalesce(run.trail, '{}') || jsonb_build_object('last', row.trail::jsonb) end
    from unnest(${runs}::text[], ${texts(endings, (ending) => ending.reason)}::text[], ${jsons(endings, (ending) => ending.trail)}::text[])
      as row (id, reason, trail)
    where run.id = row.id`;
  yield tx`delete from wait where run = any(${runs}::text[])`;
  yield tx`update task set state = 'withdrawn', ended_at = clock_timestamp() where run = any(${runs}::text[]) and state = 'open'`;
  yield tx`
    update delivery set state = 'settled', settled_at = clock_timestamp(),
      settled_as = case when delivery.n <= row.handled then 'sent' else 'run had ended' end
    from unnest(${runs}::text[], ${handled}::int[]) as row (run, handled)
    where delivery.run = row.run and delivery.state = 'pending'`;
  yield tx`delete from outbox where run = any(${runs}::text[])`;
}
