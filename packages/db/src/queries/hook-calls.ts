import type { Json } from "@throughline/flow";
import { and, desc, eq, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { hookCall, hookRepeat } from "../schema/index.ts";

/** How many taken and how many refused calls of a webhook are kept, each. */
const KEPT_CALLS = 5;
/** Days for which a call is kept. */
const KEPT_DAYS = 7;

interface SignedOnce {
  readonly hook: string;
  /** Of what was signed. */
  readonly digest: Uint8Array;
  /** The id to be if no equal call came within the window. */
  readonly eventId: string;
  readonly windowS: number;
}

/**
 * The id of the event that a call without a signed id and time is: that of the first equal call within the window, else its
 * own. One statement, so that calls at the same moment agree; it also forgets a few that are older.
 */
export async function knownEventId(pool: Sql, call: SignedOnce): Promise<string> {
  const start = sql`clock_timestamp() - make_interval(secs => ${call.windowS}::integer)`;
  const db = drizzleOn(pool);
  const [row] = await db
    .insert(hookRepeat)
    .values({ hook: call.hook, digest: call.digest, eventId: call.eventId })
    .onConflictDoUpdate({
      target: [hookRepeat.hook, hookRepeat.digest],
      set: {
        eventId: sql`case when ${hookRepeat.firstAt} > ${start} then ${hookRepeat.eventId} else excluded.event_id end`,
        firstAt: sql`case when ${hookRepeat.firstAt} > ${start} then ${hookRepeat.firstAt} else excluded.first_at end`,
      },
    })
    .returning({ eventId: hookRepeat.eventId });
  if (row === undefined)
    throw new Error(`Cannot remember a call of webhook "${call.hook}": nothing was stored`);
  await db.execute(sql`
    delete from hook_repeat where (hook, digest) in (
      select hook, digest from hook_repeat
      where hook = ${call.hook} and first_at < ${start} order by first_at limit 10 for update skip locked)`);
  return row.eventId;
}

/** Keeps a call for whoever sets the webhook up, and lets older ones of its sort go. */
export async function keepHookCall(
  pool: Sql,
  call: {
    readonly hook: string;
    readonly status: number;
    readonly reason: string | null;
    readonly call: Json;
  },
): Promise<void> {
  const db = drizzleOn(pool);
  const isSame = sql`hook = ${call.hook} and (reason is null) = ${call.reason === null}`;
  await db.execute(sql`
    insert into hook_call (hook, status, reason, call)
    select key, ${call.status}::integer, ${call.reason}::text, ${JSON.stringify(call.call)}::text::jsonb
    from hook where key = ${call.hook}`);
  await db.execute(sql`
    delete from hook_call where hook = ${call.hook} and at < clock_timestamp() - make_interval(days => ${KEPT_DAYS}::integer)
      or id in (select id from hook_call where ${isSame} order by id desc offset ${KEPT_CALLS}::integer)`);
}

/** The last calls of a webhook, newest first. */
export async function listHookCalls(pool: Sql, key: string) {
  const { id, at, status, reason, call } = hookCall;
  return drizzleOn(pool)
    .select({ id, at, status, reason, call })
    .from(hookCall)
    .where(
      and(
        eq(hookCall.hook, key),
        sql`${at} > clock_timestamp() - make_interval(days => ${KEPT_DAYS}::integer)`,
      ),
    )
    .orderBy(desc(id))
    .limit(2 * KEPT_CALLS);
}
