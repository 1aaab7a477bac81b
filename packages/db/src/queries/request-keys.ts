import type { Json } from "@throughline/flow";
import { and, eq, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { requestKey } from "../schema/index.ts";

/** For how long a repeat gets the first answer. */
const KEPT_HOURS = 24;
/** A request that has not ended by then never will: its process is gone. */
const ABANDONED_S = 60;

/** Whose key it is. */
interface KeyOf {
  readonly caller: string;
  readonly key: string;
}

export type ClaimedRequest =
  | { readonly kind: "new" }
  /** The same request was answered. */
  | { readonly kind: "done"; readonly answer: Json }
  | { readonly kind: "running" }
  /** The key was used for another request. */
  | { readonly kind: "other" };

/** Takes a key for a request, or says what became of the one that took it before; it also forgets a few that are older. */
export async function claimRequest(
  pool: Sql,
  request: KeyOf & { readonly digest: Uint8Array; readonly claim: string },
): Promise<ClaimedRequest> {
  const db = drizzleOn(pool);
  const isOver = sql`${requestKey.claimedAt} < clock_timestamp() - case when ${requestKey.answer} is null
    then make_interval(secs => ${ABANDONED_S}::integer) else make_interval(hours => ${KEPT_HOURS}::integer) end`;
  const [claimed] = await db
    .insert(requestKey)
    .values(request)
    .onConflictDoUpdate({
      target: [requestKey.caller, requestKey.key],
      set: { digest: request.digest, claim: request.claim, claimedAt: sql`clock_timestamp()`, answer: null },
      setWhere: isOver,
    })
    .returning({ key: requestKey.key });
  if (claimed === undefined) return readClaimed(pool, request);
  await db.execute(sql`
    delete from request_key where (caller, key) in (
      select caller, key from request_key
      where claimed_at < clock_timestamp() - make_interval(hours => ${KEPT_HOURS}::integer)
      order by claimed_at limit 10 for update skip locked)`);
  return { kind: "new" };
}

async function readClaimed(
  pool: Sql,
  { caller, key, digest }: KeyOf & { readonly digest: Uint8Array },
): Promise<ClaimedRequest> {
  const [row] = await drizzleOn(pool)
    .select({ digest: requestKey.digest, answer: requestKey.answer })
    .from(requestKey)
    .where(and(eq(requestKey.caller, caller), eq(requestKey.key, key)));
  // Given back at this moment: whoever asks again finds it free.
  if (row === undefined) return { kind: "running" };
  if (Buffer.compare(row.digest, digest) !== 0) return { kind: "other" };
  return row.answer === null ? { kind: "running" } : { kind: "done", answer: row.answer };
}

/** Keeps the answer for repeats. */
export async function finishRequest(
  pool: Sql,
  { caller, key, claim, answer }: KeyOf & { readonly claim: string; readonly answer: Json },
): Promise<void> {
  await drizzleOn(pool)
    .update(requestKey)
    .set({ answer })
    .where(and(eq(requestKey.caller, caller), eq(requestKey.key, key), eq(requestKey.claim, claim)));
}

/** Gives a key back whose request was refused. */
export async function releaseRequest(
  pool: Sql,
  { caller, key, claim }: KeyOf & { readonly claim: string },
): Promise<void> {
  await drizzleOn(pool)
    .delete(requestKey)
    .where(and(eq(requestKey.caller, caller), eq(requestKey.key, key), eq(requestKey.claim, claim)));
}
