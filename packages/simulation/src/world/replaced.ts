// What a test puts in the place of a part, so that an old mistake is back. Nothing is replaced where nothing is named.
import type { Engine, Matching, Needs, Store, Transaction } from "@throughline/protocol";
import type { MemoryDatabase, MemoryRules } from "@throughline/protocol/memory";
import type { ModelEngine } from "./model-engine.ts";
import type { HostRules } from "./model-workflow.ts";

/** A transaction of whatever types. */
export interface AnyTransaction {
  readonly name: string;
  readonly matching: Matching;
}

export interface Replaced {
  /** Each takes the place of the transaction of its name. */
  readonly transactions?: readonly AnyTransaction[];
  readonly rules?: Partial<MemoryRules>;
  readonly hostRules?: Partial<HostRules>;
  /** Wraps the store that loops and workers see. */
  readonly store?: (store: Store, db: MemoryDatabase) => Store;
  /** Wraps the engine that loops see. */
  readonly engine?: (engine: Engine, model: ModelEngine) => Engine;
}

/** A transaction with a mistake in it. */
export function mistaken<Request, Answer, N extends Needs>(
  transaction: Transaction<Request, Answer, N>,
  mistake: Partial<Pick<Transaction<Request, Answer, N>, "matching" | "decide">>,
): AnyTransaction {
  return { ...transaction, ...mistake };
}

/** A store that carries these transactions out in the place of those of their names. */
export function withTransactions(store: Store, replaced: readonly AnyTransaction[] = []): Store {
  if (replaced.length === 0) return store;
  return {
    ...store,
    transact: (transaction, request) => {
      const other = replaced.find(({ name }) => name === transaction.name);
      // Made of the transaction of this name, by `mistaken`: the types are the same.
      return store.transact((other ?? transaction) as typeof transaction, request);
    },
  };
}

/** A store that does something else when one transaction is asked for; `next` carries it out. */
export function intercept<Request, Answer, N extends Needs>(
  store: Store,
  transaction: Transaction<Request, Answer, N>,
  instead: (request: Request, next: (request: Request) => Promise<Answer>) => Promise<Answer>,
): Store {
  const next = (request: Request): Promise<Answer> => store.transact(transaction, request);
  return {
    ...store,
    transact: ((asked: AnyTransaction, request: never) =>
      // The name says that `request` and the answer are of this transaction's types.
      asked.name === transaction.name
        ? instead(request, next)
        : store.transact(asked as Transaction<unknown, unknown>, request)) as unknown as Store["transact"],
  };
}
