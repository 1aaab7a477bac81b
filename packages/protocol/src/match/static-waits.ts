import { staticWaitRows } from "@throughline/flow";
import type { Plan } from "@throughline/flow";
import type { RunRow, WaitRow } from "../rows.ts";
import { toWaitRow } from "./wait-row.ts";

/** The stored rows of every wait that is known at entry. */
export function staticWaits(plan: Plan, run: RunRow): readonly WaitRow[] {
  return staticWaitRows(plan, run).flatMap(({ step, rows }) =>
    rows.map((row) => toWaitRow({ run: run.id, step }, row, run.entry.no)),
  );
}
