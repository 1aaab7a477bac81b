import { hookMappingSchema, signatureSchemeSchema } from "@throughline/contract";
import { findHook } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { Json } from "@throughline/flow";
import { unsealSecret } from "@throughline/nodes";
import type { SealingKeys } from "@throughline/nodes";

/** Where a hook's secret is sealed for; rows cannot be swapped. */
export function hookPlace(key: string): { readonly name: string; readonly version: number } {
  return { name: `hook/${key}`, version: 1 };
}

/** Looks hooks up for the door. The database is asked each time, so that a changed secret counts at once. */
export function createKnownHooks(sql: Sql, keys: SealingKeys) {
  return async (key: string) => {
    const row = await findHook(sql, key);
    if (row === null) return null;
    const scheme = signatureSchemeSchema.parse(row.scheme);
    if (row.sealed === null) return { key, state: "unset", scheme } as const;
    const open = (sealed: string): string => unsealSecret(keys, hookPlace(key), JSON.parse(sealed) as Json); // JSON.parse gives nothing else
    const { sealedPrevious, previousUntil, toleranceS, repeatWindowS } = row;
    const isPreviousTaken = previousUntil !== null && Date.parse(previousUntil) > Date.now();
    const previous = isPreviousTaken && sealedPrevious !== null ? [open(sealedPrevious)] : [];
    const secrets: readonly [string, ...string[]] = [open(row.sealed), ...previous];
    const mapping = hookMappingSchema.parse(row.mapping);
    return { key, state: "verified", scheme, secrets, mapping, toleranceS, repeatWindowS } as const;
  };
}
