import type { Sql } from "postgres";

/** Suppresses the address of an unsubscribe link; false when there is no such link. A repeat is the same as once. */
export async function unsubscribe(sql: Sql, tokenHash: Buffer): Promise<boolean> {
  const rows = await sql`
    with link as (
      update mail_link set used_at = coalesce(used_at, clock_timestamp())
      where token_hash = ${tokenHash} and kind = 'unsubscribe' returning address, run
    ), added as (
      insert into suppression (address, reason, run)
      select lower(address), 'unsubscribed', run from link on conflict (address) do nothing
    )
    select address from link`;
  return rows.length === 1;
}
