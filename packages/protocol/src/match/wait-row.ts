import type { OpenWaitRow } from "@throughline/flow";
import type { WaitRow } from "../rows.ts";
import { topicHash } from "../ids.ts";

/** A row of a visit as it is stored, open. */
export function toWaitRow(
  { run, step }: { readonly run: string; readonly step: string },
  row: OpenWaitRow,
  fromNo: number,
): WaitRow {
  const { i, type, filter, bindings, port } = row;
  return {
    run,
    step,
    i,
    topic: topicOf(row),
    type,
    filter: filter ?? null,
    bindings,
    fromNo,
    port,
    state: { kind: "open" },
  };
}

/** The topic in which a row meets its events. */
export function topicOf(row: OpenWaitRow): string {
  return topicHash(row.type, row.keyExpression, row.key);
}
