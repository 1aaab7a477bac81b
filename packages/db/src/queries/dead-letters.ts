import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { deadLetter } from "../schema/index.ts";

/** Neither tried again nor dismissed. One that fails again is a new one. */
export const isOpenLetter = and(isNull(deadLetter.retriedAt), isNull(deadLetter.dismissedAt));

/** What could not be matched or delivered and is open, newest first. */
export async function listDeadLetters(
  pool: Sql,
  page: { readonly after?: string | undefined; readonly limit: number },
) {
  const { id, kind, seq, run, reason, attempts, createdAt } = deadLetter;
  return drizzleOn(pool)
    .select({
      id: sql<string>`${id}::text`,
      kind,
      event: sql<string | null>`${seq}::text`,
      run,
      reason,
      attempts,
      createdAt,
    })
    .from(deadLetter)
    .where(and(isOpenLetter, page.after === undefined ? undefined : lt(id, sql`${page.after}::bigint`)))
    .orderBy(desc(id))
    .limit(page.limit);
}

/** Takes a dead letter from the list without trying it again; its row stays for receipts. False: there is none open with this id. */
export async function dismissDeadLetter(pool: Sql, id: string): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .update(deadLetter)
    .set({ dismissedAt: sql`clock_timestamp()` })
    .where(and(eq(deadLetter.id, sql`${id}::bigint`), isOpenLetter))
    .returning({ id: deadLetter.id });
  return rows.length === 1;
}
