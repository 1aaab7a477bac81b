// What was done in a world and leaves no row by which it could be judged afterwards.
import type { JsonObject } from "@throughline/flow";
import { changeProfile, publishFlow } from "@throughline/protocol";
import type { Needs, RowsOf, Transaction } from "@throughline/protocol";
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
  /** Every change of a profile by somebody, in order, and after which match number. */
  readonly changes: {
    readonly subject: string;
    readonly changes: JsonObject;
    readonly by: string;
    /** ms since the epoch. */
    readonly at: number;
    readonly afterNo: number;
  }[];
}

/** An empty journal. */
export function createJournal(): Journal {
  return { published: [], told: [], moves: [], changes: [] };
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

/** The transactions that are replaced, and those that are written down; `lastNo` is the match number given last. */
export function journaledTransactions(
  replaced: readonly AnyTransaction[],
  { published, changes }: Journal,
  lastNo: () => number,
): readonly AnyTransaction[] {
  const noted = [
    note(replaced, publishFlow, ({ flow, revision }, rows, answer) => {
      if (answer.kind === "published")
        published.push({ flow, version: answer.version, isOfDraft: revision === rows.flow?.revision });
    }),
    note(replaced, changeProfile, (request, { clock }, answer) => {
      if (answer.kind === "changed") changes.push({ ...request, at: clock, afterNo: lastNo() });
    }),
  ];
  return [...noted, ...replaced];
}

/** The transaction, or what takes its place, with its answers told. */
function note<Request, Answer, N extends Needs>(
  replaced: readonly AnyTransaction[],
  transaction: Transaction<Request, Answer, N>,
  tell: (request: Request, rows: RowsOf<N>, answer: Answer) => void,
): AnyTransaction {
  // Made of the transaction of this name, by `mistaken`: the types are the same.
  const acting = (replaced.find(({ name }) => name === transaction.name) ??
    transaction) as typeof transaction;
  return mistaken(acting, {
    decide(request, rows) {
      const decision = acting.decide(request, rows);
      tell(request, rows, decision.answer);
      return decision;
    },
  });
}
