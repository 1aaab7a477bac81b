import { sampleEvents } from "@throughline/db";
import { diagnoseSeen, eventTypesIn, inferFields } from "@throughline/flow";
import type { CheckedDocument, Diagnostic } from "@throughline/flow";
import type { Deps } from "../deps.ts";

/** Warnings from what has arrived: fields that were missing, values of another type than they are compared with. */
export async function seenWarnings(checked: CheckedDocument, deps: Deps): Promise<readonly Diagnostic[]> {
  const events = await sampleEvents(deps.sql, eventTypesIn(checked));
  const seen = events.map(({ type, samples }) => ({
    type,
    sampled: samples.length,
    fields: inferFields(samples),
  }));
  return diagnoseSeen(checked, seen);
}
