// The ledger of effects: the intent before the call, the result after it.
import type { Json } from "@throughline/flow";
import { beginEffect as decideBeginEffect, endEffect as decideEndEffect } from "@throughline/protocol";
import type { BeginEffectAnswer, CapReservation, LedgerRow, RunRow } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { RUN_COLUMNS } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";

/** Takes the next attempt and writes the intent, only while the run's row is starting or open: the row is held meanwhile, so it cannot close in between. */
export function beginEffect(
  { sql }: StoreContext,
  request: { readonly run: string; readonly key: string; readonly cap?: CapReservation },
): Promise<BeginEffectAnswer> {
  const { key, cap } = request;
  return transact(sql, async (tx) => {
    const [run] = await tx<
      RunRow[]
    >`select ${tx.unsafe(RUN_COLUMNS)} from run where id = ${request.run} for share`;
    // Two tries of one effect at once must not take the same attempt, nor two effects the last of a cap.
    await tx`select pg_advisory_xact_lock(hashtextextended(${`effect ${key}`}, 0))`;
    const effect = await lockEffect(tx, key);
    const reserved = cap === undefined ? 0 : await countReserved(tx, key, cap);
    const decision = decideBeginEffect(key, {
      run: run ?? null,
      effect,
      reserved,
      ...(cap === undefined ? {} : { cap }),
    });
    if (decision.effect !== null) await writeEffect(tx, request.run, decision.effect);
    if (decision.reserve && cap !== undefined) {
      await tx`
        insert into cap_reservation (key, scope, subject) values (${key}, ${cap.scope}, ${cap.subject})
        on conflict (key) do nothing`;
    }
    return decision.answer;
  });
}

/** Writes how an effect ended; only its newest attempt may say so. */
export function endEffect(
  { sql }: StoreContext,
  request: {
    readonly key: string;
    readonly attempt: number;
    readonly state: "done" | "unsure";
    readonly result: Json;
  },
): Promise<{ readonly kind: "stored" } | { readonly kind: "fenced" }> {
  return transact(sql, async (tx) => {
    const decision = decideEndEffect(await lockEffect(tx, request.key), request);
    if (decision.effect !== null) {
      const { state, result } = decision.effect;
      await tx`
        update effect set state = ${state}, result = ${JSON.stringify(result)}::text::jsonb, updated_at = clock_timestamp()
        where key = ${request.key}`;
    }
    return decision.answer;
  });
}

/** The effect surely did not happen: its cap is freed, its attempts stay counted. */
export async function releaseEffect(
  { sql }: StoreContext,
  request: { readonly key: string; readonly attempt: number },
): Promise<void> {
  await sql`
    with released as (
      update effect set state = 'released', updated_at = clock_timestamp()
      where key = ${request.key} and attempt = ${request.attempt} and state in ('intended', 'unsure')
      returning key
    )
    delete from cap_reservation using released where cap_reservation.key = released.key`;
}

async function lockEffect(tx: Transaction, key: string): Promise<LedgerRow | null> {
  const [row] = await tx<
    LedgerRow[]
  >`select key, state, attempt, result from effect where key = ${key} for update`;
  return row ?? null;
}

async function countReserved(tx: Transaction, key: string, cap: CapReservation): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`cap ${cap.scope} ${cap.subject}`}, 0))`;
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from cap_reservation
    where scope = ${cap.scope} and subject = ${cap.subject} and key <> ${key}
      and reserved_at > clock_timestamp() - make_interval(secs => ${cap.periodMs / 1000})`;
  return row?.count ?? 0;
}

async function writeEffect(tx: Transaction, run: string, row: LedgerRow): Promise<void> {
  await tx`
    insert into effect (key, run, state, attempt, result)
    values (${row.key}, ${run}, ${row.state}, ${row.attempt}, ${JSON.stringify(row.result)}::text::jsonb)
    on conflict (key) do update
      set state = excluded.state, attempt = excluded.attempt, result = excluded.result, updated_at = clock_timestamp()`;
}
