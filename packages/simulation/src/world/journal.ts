// What was done in a world and leaves no row by which it could be judged afterwards.
import { publishFlow } from "@throughline/protocol";
import type { PublishFlowAnswer, PublishFlowRequest, Rows } from "@throughline/protocol";
import type { MemoryRules } from "@throughline/protocol/memory";
import { mistaken } from "./replaced.ts";
import type { AnyTransaction } from "./replaced.ts";

export interface Journal {
  /** Every publish that was answered with a version, and whether it was of the draft that was there. */
  readonly published: { readonly flow: string; readonly version: number; readonly isOfDraft: boolean }[];
  /** Every pause and resume of a flow, with the runs that were not closed then. */
  readonly told: {
    readonly kind: "pause" | "resume";
    readonly by: string;
    readonly runs: readonly string[];
  }[];
  /** Every move of a task, in order. */
  readonly moves: { readonly task: string; readonly to: string; readonly at: number }[];
}

/** An empty journal. */
export function createJournal(): Journal {
  return { published: [], told: [], moves: [] };
}

/** The rules, with what they decide written down. */
export function journaledRules(rules: MemoryRules, { told, moves }: Journal): MemoryRules {
  return {
    ...rules,
    tellRuns(request, runs) {
      told.push({ kind: request.kind, by: request.by, runs: runs.map(({ id }) => id) });
      return rules.tellRuns(request, runs);
    },
    escalateTask(place, at) {
      const next = rules.escalateTask(place, at);
      if (next !== null) moves.push({ task: place.task, to: next.queue, at });
      return next;
    },
  };
}

/** The transactions that were replaced, with publishing written down. */
export function journaledTransactions(
  replaced: readonly AnyTransaction[],
  { published }: Journal,
): readonly AnyTransaction[] {
  // Of the name of `publishFlow`, hence of its types.
  const publish = (replaced.find(({ name }) => name === publishFlow.name) ??
    publishFlow) as typeof publishFlow;
  const others = replaced.filter(({ name }) => name !== publishFlow.name);
  const decide = (request: PublishFlowRequest, rows: Pick<Rows, "flow" | "listeners" | "counter">) => {
    const decision = publish.decide(request, rows);
    note(request, rows.flow?.revision, decision.answer);
    return decision;
  };
  function note(
    { flow, revision }: PublishFlowRequest,
    draft: number | undefined,
    answer: PublishFlowAnswer,
  ): void {
    if (answer.kind === "published")
      published.push({ flow, version: answer.version, isOfDraft: revision === draft });
  }
  return [...others, mistaken(publish, { decide })];
}
