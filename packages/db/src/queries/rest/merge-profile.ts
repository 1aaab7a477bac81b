import { mergeTraits } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { lockProfiles } from "../../pg-store/locks.ts";
import { transact } from "../../pg-store/transact.ts";
import { toJsonb } from "../to-jsonb.ts";

/** Changes a profile by the rule of `mergeTraits`. False when it would be too large: nothing is stored then. */
export async function mergeProfile(sql: Sql, subject: string, changes: JsonObject): Promise<boolean> {
  // What does not fit an empty profile fits none, and leaves no empty one behind.
  if (!mergeTraits({}, changes).ok) return false;
  return transact(sql, async (tx) => {
    const merged = mergeTraits((await lockProfiles(tx, [subject])).get(subject) ?? {}, changes);
    if (!merged.ok) return false;
    await tx`
      update profile set attributes = ${toJsonb(sql, merged.profile)}, updated_at = clock_timestamp() where subject = ${subject}`;
    return true;
  });
}
