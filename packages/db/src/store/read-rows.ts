// How rows of the protocol are read: columns named as the decisions know them, instants as ms since the epoch.
import type { EventExtensions, Json, WaitState } from "@throughline/flow";
import type { EventRow, WaitRow } from "@throughline/protocol";

/** Of `run`, as `RunHead`. */
export const RUN_HEAD_COLUMNS = `id, flow, version, plan_hash as "planHash", subject, state, next_n as "nextN", outcome,
  trigger_step as "triggerStep", priority, predecessor`;

/** Of `run`, as `RunRow`. */
export const RUN_COLUMNS = `${RUN_HEAD_COLUMNS}, entry`;

/** Of `run`, as `OpenRun`. */
export const OPEN_RUN_COLUMNS = `${RUN_HEAD_COLUMNS}, json_build_object('seq', entry_seq) as entry`;

/** Of `entry`, as `EntryRow`. */
export const ENTRY_COLUMNS = `flow, subject, active_run as "activeRun", count, queued, ${ms("last_entered_at", "lastEnteredAt")}`;

/** Of `wait`, as `StoredWait`. */
export const WAIT_COLUMNS = `run, step, i, encode(topic, 'hex') as topic, type, filter, bindings, from_no as "fromNo", port,
  state, matched_n as "matchedN", ${ms("deadline", "deadline")}`;

/** Of `task`, as `TaskRow`. */
export const TASK_COLUMNS = `id, run, step, state, decision, "values", decided_by as by`;

/** Of `event`, as `StoredEvent`. */
export const EVENT_COLUMNS = `seq, source, id, type, subject, ${ms("time", "time")}, data, ext, ${ms("received_at", "receivedAt")}`;

function ms(column: string, name: string): string {
  return `floor(extract(epoch from ${column}) * 1000)::float8 as "${name}"`;
}

/** A row of `wait` as it is stored: its state in three columns. */
export interface StoredWait extends Omit<WaitRow, "state"> {
  readonly state: WaitState["kind"];
  readonly matchedN: number | null;
  readonly deadline: number | null;
}

/** The row with its state as one value. */
export function toWaitRow({ state, matchedN, deadline, ...row }: StoredWait): WaitRow {
  return { ...row, state: toWaitState(state, matchedN, deadline) };
}

function toWaitState(kind: WaitState["kind"], matchedN: number | null, deadline: number | null): WaitState {
  switch (kind) {
    case "matched":
      return { kind, n: matchedN ?? 0 };
    case "expiring":
      return { kind, deadline: deadline ?? 0 };
    case "open":
    case "expired":
      return { kind };
  }
}

/** A row of `event` as it is stored. */
export interface StoredEvent {
  readonly seq: number;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string | null;
  readonly time: number | null;
  readonly data: Json;
  readonly ext: EventExtensions | null;
  readonly receivedAt: number;
}

/** The event as the decisions see it: what is absent has no key. */
export function toEventRow({ subject, time, ext, ...row }: StoredEvent): EventRow {
  return {
    ...row,
    ...(subject === null ? {} : { subject }),
    ...(time === null ? {} : { time: new Date(time).toISOString() }),
    ...(ext === null ? {} : { ext }),
  };
}
