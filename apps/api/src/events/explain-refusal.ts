// A refusal as a sentence: which trigger and which field, or which setting of the flow stood against it.
import type { Receipt } from "@throughline/contract";
import type { EventEffects, PlanRow } from "@throughline/db";
import { judgeEntry } from "@throughline/flow";
import type { SeenEvent } from "@throughline/flow";
import { explainUnjudged, noSubject } from "./explain-entry.ts";

type Refusal = EventEffects["refusals"][number];
type Reason = Pick<Receipt["lines"][number], "node" | "message" | "values">;

const AGAIN = "When the same subject enters again";

/** What a refusal says to a person; `plan` is the version that refused, where it is still known. */
export function explainRefusal(refusal: Refusal, plan: PlanRow | undefined, event: SeenEvent): Reason {
  switch (refusal.code) {
    case "filter-error":
    case "no-subject":
      return explainAgain(refusal, plan, event);
    case "already-active":
      return {
        node: null,
        message: `No run was started, because one of this subject was under way. The flow's setting “${AGAIN}” is “One run at a time; ignore more”.`,
      };
    case "queue-full":
      return {
        node: null,
        message: `No run was queued: ${refusal.detail}, as many as there may be. The flow's setting “${AGAIN}” is “One run at a time; queue more”.`,
      };
    case "once-ever":
      return {
        node: null,
        message: `No run was started, because this subject entered before. The flow's setting “${AGAIN}” is “Once ever”.`,
      };
    case "too-soon":
      return {
        node: null,
        message: `No run was started: ${refusal.detail}. The flow's setting “${AGAIN}” is “At most once per period”.`,
      };
    case "other-trigger-first":
      return { node: null, message: `One event starts one run of a flow: it was ${refusal.detail}.` };
    default:
      return { node: null, message: asSentence(refusal.detail) };
  }
}

/** What could not be judged is judged again, by the version that refused; where it is not known, its words must do. */
function explainAgain({ code, detail }: Refusal, row: PlanRow | undefined, event: SeenEvent): Reason {
  const verdict = row === undefined ? null : judgeEntry(row.plan, event);
  if (row !== undefined && verdict?.kind === "refuse" && verdict.code === code) {
    const { node, message, values } = explainUnjudged(verdict, row, event);
    return { node, message, values };
  }
  const message =
    code === "no-subject" ? noSubject(detail) : `The condition of a trigger could not be judged: ${detail}.`;
  return { node: null, message };
}

function asSentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return text.endsWith(".") ? text : `${text}.`;
}
