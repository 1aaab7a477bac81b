// What is live, indexed by event type: the matcher keeps it until the routing number says it is old.
import { eventTypeOf } from "@throughline/flow";
import type { Plan } from "@throughline/flow";

export interface LivePlan {
  readonly plan: Plan;
  readonly planHash: string;
}

/** A (type, key expression) that any live version or open run correlates on. */
export interface Listener {
  readonly type: string;
  readonly keyExpression: string;
}

export interface Routing {
  readonly number: number;
  readonly live: readonly LivePlan[];
  /** Keys of flows that take no entries for now. */
  readonly paused: ReadonlySet<string>;
  /** Versions with a trigger that looks at the event type, in order of their flows' keys. */
  readonly flows: ReadonlyMap<string, readonly LivePlan[]>;
  /** Key expressions by event type. */
  readonly listeners: ReadonlyMap<string, readonly string[]>;
}

/** Indexes the live versions, listeners and paused flows of one routing number. */
export function createRouting(
  number: number,
  live: readonly LivePlan[],
  listeners: readonly Listener[],
  paused: Iterable<string> = [],
): Routing {
  const sorted = live.toSorted((a, b) => compareText(a.plan.flow, b.plan.flow));
  const flows = sorted.flatMap((one) =>
    [...new Set(one.plan.triggers.map(eventTypeOf))].map((type) => ({ type, one })),
  );
  return {
    number,
    live: sorted,
    paused: new Set(paused),
    flows: mapValues(
      groupBy(flows, ({ type }) => type),
      (group) => group.map(({ one }) => one),
    ),
    listeners: mapValues(
      groupBy(listeners, ({ type }) => type),
      (group) => [...new Set(group.map(({ keyExpression }) => keyExpression))].toSorted(compareText),
    ),
  };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function mapValues<From, To>(map: ReadonlyMap<string, From>, change: (value: From) => To): Map<string, To> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

/** Order by code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
