import type { Delivery, Json, MatchedEvent } from "@throughline/flow";
import type { Sql, TransactionSql } from "postgres";

export type RetryAnswer =
  | { readonly kind: "retried" }
  | { readonly kind: "impossible"; readonly reason: string }
  | { readonly kind: "not-found" };

interface Letter {
  readonly kind: "event" | "start" | "delivery";
  readonly seq: number | null;
  readonly run: string | null;
  readonly n: number | null;
  readonly retried: boolean;
}

/**
 * Tries a dead letter again: an event goes back to the matcher, a delivery is given to its run once more under a fresh
 * number. A start that was refused for good is not repeated here, because it would have to pass the re-entry rule again.
 */
export async function retryDeadLetter(sql: Sql, id: string): Promise<RetryAnswer> {
  return sql.begin(async (tx): Promise<RetryAnswer> => {
    const [named] = await tx<{ run: string | null }[]>`select run from dead_letter where id = ${id}::bigint`;
    if (named === undefined) return { kind: "not-found" };
    // The run's row before everything that hangs on it, as everywhere.
    const [run] =
      named.run === null
        ? []
        : await tx<{ state: string; nextN: number }[]>`
      select state, next_n as "nextN" from run where id = ${named.run} for no key update`;
    const [letter] = await tx<Letter[]>`
      select kind, seq, run, n, retried_at is not null as retried from dead_letter where id = ${id}::bigint for update`;
    if (letter === undefined) return { kind: "not-found" };
    if (letter.retried) return { kind: "impossible", reason: "it was retried before" };
    const reason =
      letter.kind === "event" ? await matchAgain(tx, letter) : await deliverAgain(tx, letter, run ?? null);
    if (reason !== null) return { kind: "impossible", reason };
    await tx`update dead_letter set retried_at = clock_timestamp() where id = ${id}::bigint`;
    return { kind: "retried" };
  });
}

/** Null, or why it cannot be done. */
async function matchAgain(tx: TransactionSql, letter: Letter): Promise<string | null> {
  const queued = await tx`
    insert into pending (seq, bytes, received_at)
    select seq, octet_length(data::text), received_at from event where seq = ${letter.seq} and no is null
    on conflict do nothing returning seq`;
  return queued.length === 1 ? null : "its event is not kept any more, or is being matched already";
}

async function deliverAgain(
  tx: TransactionSql,
  letter: Letter,
  run: { readonly state: string; readonly nextN: number } | null,
): Promise<string | null> {
  if (letter.kind === "start") return "send the event again with a new id to start anew";
  if (run === null || letter.run === null || !["starting", "open"].includes(run.state))
    return "its run has ended";
  const delivery = await rebuild(tx, letter);
  if (delivery === null)
    return "what was to be delivered is not kept any more; repair the run where it is parked";
  await tx`update run set next_n = next_n + 1 where id = ${letter.run}`;
  await tx`
    insert into delivery (run, n, kind, payload, seq, wait)
    values (${letter.run}, ${run.nextN}, 'event', ${JSON.stringify(delivery)}::text::jsonb, ${letter.seq}, ${delivery.wait})`;
  await tx`update wait set matched_n = ${run.nextN} where run = ${letter.run} and step = ${delivery.wait} and matched_n = ${letter.n}`;
  await tx`
    insert into outbox (run, priority) select id, priority from run where id = ${letter.run}
    on conflict (run) do nothing`;
  return null;
}

/** The event delivery as it was: its row only says now that it could not be delivered. */
async function rebuild(
  tx: TransactionSql,
  letter: Letter,
): Promise<Extract<Delivery, { kind: "event" }> | null> {
  const [row] = await tx<
    (Omit<MatchedEvent, "time" | "subject" | "receivedAt"> & {
      readonly wait: string;
      readonly port: string;
      readonly time: Date | null;
      readonly subject: string | null;
      readonly receivedAt: Date;
      readonly data: Json;
    })[]
  >`
    select d.payload ->> 'wait' as wait, w.port, e.id, e.source, e.type, e.time, e.subject, e.data, e.seq, e.no, e.received_at as "receivedAt"
    from delivery d
    join event e on e.seq = d.seq
    join wait w on w.run = d.run and w.step = d.payload ->> 'wait' and w.type = e.type
    where d.run = ${letter.run} and d.n = ${letter.n} and d.kind = 'undeliverable' and e.no is not null
    order by w.i limit 1`;
  if (row === undefined) return null;
  const { wait, port, time, subject, receivedAt, ...event } = row;
  return {
    kind: "event",
    wait,
    port,
    event: {
      ...event,
      ...(time === null ? {} : { time: time.toISOString() }),
      ...(subject === null ? {} : { subject }),
      receivedAt: receivedAt.toISOString(),
    },
  };
}
