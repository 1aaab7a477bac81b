// The verdict on an event's entry into a flow, in words: which trigger it was, and what its condition saw.
import type { Receipt } from "@throughline/contract";
import type { PlanRow } from "@throughline/db";
import { entryScope, findStep, judgeEntry, valuesSeen } from "@throughline/flow";
import type { EntryVerdict, PlanTrigger, SeenEvent } from "@throughline/flow";

type Line = Receipt["lines"][number];
type Reason = Pick<Line, "node" | "code" | "message" | "values">;
type Refusal = Extract<EntryVerdict, { kind: "refuse" }>;

/** Why a flow did not start a run by this event: one line for each trigger that looks at such events. */
export function explainMiss(row: PlanRow, event: SeenEvent): Line[] {
  const { flow, flowName, version } = row;
  return reasonsOf(judgeEntry(row.plan, event), row, event).map((reason) => ({
    flow,
    flowName,
    version,
    verdict: "missed",
    run: null,
    ...reason,
  }));
}

/** What could not be judged, and by which values. */
export function explainUnjudged(
  { code, reason, trigger, expression }: Refusal,
  row: PlanRow,
  event: SeenEvent,
): Reason {
  const { id, name } = nameOf(row, trigger);
  const values = valuesSeen(expression, entryScope(event));
  return code === "no-subject"
    ? { node: null, code, message: noSubject(reason, expression), values }
    : {
        node: id,
        code,
        message: `“${name}”: its condition (${expression}) could not be judged: ${reason}.`,
        values,
      };
}

/** Says that a run would be about nobody; `expression` where the version that judged it is known. */
export function noSubject(reason: string, expression?: string): string {
  const where = expression === undefined ? "" : ` (${expression})`;
  return `No subject could be found by the flow's setting “A run is about”${where}: ${reason}.`;
}

function reasonsOf(verdict: EntryVerdict, row: PlanRow, event: SeenEvent): readonly Reason[] {
  switch (verdict.kind) {
    case "miss":
      return verdict.misses.map(({ trigger, code, expression }) => {
        const { id, name } = nameOf(row, trigger);
        return {
          node: id,
          code,
          message: `“${name}”: its condition (${expression}) was not true for this event.`,
          values: valuesSeen(expression, entryScope(event)),
        };
      });
    case "refuse":
      return [explainUnjudged(verdict, row, event)];
    case "enter": {
      const { id, name } = nameOf(row, verdict.trigger);
      const message = `“${name}” would take such an event now; it did not when this one was matched.`;
      return [{ node: id, code: "not-taken", message }];
    }
  }
}

function nameOf(
  { plan }: PlanRow,
  { step }: PlanTrigger,
): { readonly id: string | null; readonly name: string } {
  return findStep(plan, step) ?? { id: null, name: "The trigger" };
}
