import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface OfferRow {
  readonly code: string;
  readonly value: string;
  readonly expiresAt: string;
}

/** Records an offer under its effect key; a repeat returns the first one and brings it back if it was revoked. */
export async function recordOffer(
  sql: Sql,
  key: string,
  offer: OfferRow & { readonly run: string; readonly subject: string },
): Promise<OfferRow> {
  const [row] = await sql`
    insert into offer (key, code, value, run, subject, expires_at)
    values (${key}, ${offer.code}, ${offer.value}, ${offer.run}, ${offer.subject}, ${offer.expiresAt})
    on conflict (key) do update set revoked_at = null
    returning code, value, expires_at as "expiresAt"`;
  return plainRow<OfferRow>(row ?? {});
}
