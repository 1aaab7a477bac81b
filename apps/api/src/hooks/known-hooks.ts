import { signatureSchemeSchema } from "@throughline/contract";
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
    if (row.sealed === null) return { key, state: "unset" } as const;
    const sealed = JSON.parse(row.sealed) as Json; // JSON.parse gives nothing else
    return {
      key,
      state: "verified",
      scheme: signatureSchemeSchema.parse(row.scheme),
      secret: unsealSecret(keys, hookPlace(key), sealed),
    } as const;
  };
}
