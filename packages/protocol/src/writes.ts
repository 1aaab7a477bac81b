// What a transaction changes, as data: every decision answers with it, and each store has one function that writes it.
import type { Delivery, Json, Plan, WaitState } from "@throughline/flow";
import type {
  DeliveryRow,
  EffectRow,
  EntryRow,
  ProfileRow,
  RunHead,
  TaskContent,
  TaskRow,
  WaitRow,
} from "./rows.ts";
import type { Listener } from "./match/routing.ts";

/** All rows of a visit of a wait change together. */
export interface WaitChange {
  readonly run: string;
  readonly step: string;
  readonly state: WaitState;
}

/**
 * A run whose row ends here. The store removes its waits and its outbox row, withdraws its open tasks and settles its
 * unsettled deliveries: `sent` below `handled`, `run had ended` from there on.
 */
export interface Ending {
  readonly run: string;
  /** Why, when it did not end by itself; for operators. */
  readonly reason: string | null;
  readonly trail: Json | null;
  /** Numbers at or below it were handled by the run; -1 if it never ran. */
  readonly handled: number;
}

/** Something that was given up and is shown with a button to try again. */
export type DeadLetter =
  /** The run was refused; its row keeps the event. */
  | { readonly kind: "start"; readonly run: string; readonly n: 0; readonly reason: string }
  /** What was to be delivered is kept whole, because its row only says now that it could not be. */
  | {
      readonly kind: "delivery";
      readonly run: string;
      readonly n: number;
      readonly reason: string;
      readonly payload: Delivery;
      /** seq of the event that caused it. */
      readonly seq: number | null;
    };

/** A task to insert, with what people see of it. */
export interface NewTask {
  readonly task: TaskRow;
  readonly node: string;
  readonly flow: string;
  readonly subject: string;
  readonly content: TaskContent;
}

/** A change of what is live of a flow: the version that was live ends, and the routing number is raised. */
export interface LiveChange {
  readonly flow: string;
  readonly by: string;
  /** From this routing number on. */
  readonly routing: number;
  /** What is live from now on; null for nothing. */
  readonly version: {
    readonly version: number;
    readonly plan: Plan;
    readonly planHash: string;
    readonly document: Json;
  } | null;
  /** To listen to from now on; one that is there keeps its number. */
  readonly listeners: readonly (Listener & { readonly sinceNo: number })[];
}

export interface Writes {
  /** Existing rows as they are afterwards (state, nextN, outcome, predecessor may differ). */
  readonly runs: readonly RunHead[];
  /** To insert or replace by (flow, subject). */
  readonly entries: readonly EntryRow[];
  /** New deliveries, unsettled; their numbers are already counted in the run's `nextN`. */
  readonly deliveries: readonly DeliveryRow[];
  /** Another payload under a number that was given out. */
  readonly payloads: readonly { readonly run: string; readonly n: number; readonly payload: Delivery }[];
  /** To insert or replace by (run, step, i). */
  readonly newWaits: readonly WaitRow[];
  readonly waits: readonly WaitChange[];
  readonly newTasks: readonly NewTask[];
  /** Existing tasks as they are afterwards. */
  readonly tasks: readonly TaskRow[];
  /** To insert or replace by key. */
  readonly effects: readonly EffectRow[];
  /** Caps to take under the key of their effect, unless it holds one. */
  readonly reserved: readonly { readonly key: string; readonly scope: string; readonly subject: string }[];
  /** Keys of effects whose caps are free again. */
  readonly freed: readonly string[];
  /** Profiles whole, to insert or replace by subject. */
  readonly profiles: readonly ProfileRow[];
  /** Parts of trails, to insert or replace by (run, part). */
  readonly trails: readonly { readonly run: string; readonly part: number; readonly trail: Json }[];
  readonly live: readonly LiveChange[];
  readonly endings: readonly Ending[];
  readonly deadLetters: readonly DeadLetter[];
  /** Runs that deliverers should look at now: insert or refresh their outbox rows. */
  readonly announce: readonly string[];
  /** The matcher has something to do or to learn. */
  readonly wakesMatcher: boolean;
}

/** A transaction that changes nothing. */
export const NO_WRITES: Writes = Object.freeze({
  runs: [],
  entries: [],
  deliveries: [],
  payloads: [],
  newWaits: [],
  waits: [],
  newTasks: [],
  tasks: [],
  effects: [],
  reserved: [],
  freed: [],
  profiles: [],
  trails: [],
  live: [],
  endings: [],
  deadLetters: [],
  announce: [],
  wakesMatcher: false,
});

/** A decision: what the caller is told, and what is written first. */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly writes: Writes;
}

/** A decision that only answers. */
export function onlyAnswer<Answer>(answer: Answer): Decision<Answer> {
  return { answer, writes: NO_WRITES };
}
