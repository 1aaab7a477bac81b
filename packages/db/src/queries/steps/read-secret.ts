import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";

export interface SealedSecretRow {
  readonly sealed: JsonObject;
  readonly version: number;
  readonly hosts: readonly string[];
}

/** A secret as it is stored, sealed; or null. */
export async function readSecret(sql: Sql, name: string): Promise<SealedSecretRow | null> {
  const [row] = await sql<SealedSecretRow[]>`select sealed, version, hosts from secret where name = ${name}`;
  return row ?? null;
}
