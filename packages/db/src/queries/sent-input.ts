import type { Json } from "@throughline/flow";
import { eq, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { sentInput } from "../schema/index.ts";

/** What a step sent; a later try replaces what an earlier one did. */
export interface SentInput {
  readonly run: string;
  readonly step: string;
  readonly what: Json;
}

/** Keeps what a step sent. */
export async function keepSentInput(pool: Sql, row: SentInput): Promise<void> {
  await drizzleOn(pool)
    .insert(sentInput)
    .values(row)
    .onConflictDoUpdate({
      target: [sentInput.run, sentInput.step],
      set: { what: sql`excluded.what`, at: sql`clock_timestamp()` },
    });
}

/** What the steps of a run sent, by step. */
export async function listSentInputs(pool: Sql, run: string): Promise<ReadonlyMap<string, Json>> {
  const rows = await drizzleOn(pool)
    .select({ step: sentInput.step, what: sentInput.what })
    .from(sentInput)
    .where(eq(sentInput.run, run))
    .limit(2000);
  return new Map(rows.map(({ step, what }) => [step, what as Json])); // a column of JSON
}
