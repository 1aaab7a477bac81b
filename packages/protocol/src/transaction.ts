// A transaction of the protocol is a value: the rows it needs, named by their keys, and what it decides from them. Each
// store has one executor for all of them, so that Postgres and memory cannot disagree on what a transaction reads.
import type { Profile, SinceFrom } from "@throughline/flow";
import type { Listener } from "./match/routing.ts";
import type { Decision } from "./writes.ts";
import type {
  CapReservation,
  DeliveryRow,
  EffectRow,
  EntryRow,
  FlowRow,
  OpenRun,
  PastEvent,
  TaskRow,
  WaitRow,
} from "./rows.ts";

/**
 * How a transaction stands to matching. `shared`: nobody matches or publishes meanwhile. `exclusive`: nor does anybody
 * change waits or profiles.
 */
export type Matching = "none" | "shared" | "exclusive";

/**
 * The rows that a transaction may name, by kind. The set is closed and grows by kinds of rows only: what must look at one
 * row to know the next is written by hand in each store (docs/decisions/005).
 */
export interface Needs {
  /** The draft and what is live of a flow, by its key. */
  readonly flow?: string;
  /** The entry row that a run stands in. */
  readonly entry?: string;
  /** A run, by its id or by one of its tasks. */
  readonly run?: string | { readonly ofTask: string };
  /** The runs that are queued in the entry row of this run, without the run itself. */
  readonly queued?: string;
  /** All rows of a visit of a wait, by i. */
  readonly waits?: { readonly run: string; readonly step: string };
  readonly task?: string;
  readonly delivery?: { readonly run: string; readonly n: number };
  /** Whether a deliverer still holds the run under this claim. */
  readonly claim?: { readonly run: string; readonly claim: string };
  readonly effect?: string;
  /** How much of a cap is used within its period, without what this effect holds itself. */
  readonly cap?: (CapReservation & { readonly key: string }) | null;
  /** What is known of a subject, by its name or by one of its runs. */
  readonly profile?: string | { readonly ofRun: string };
  /** Those of these pairs that are listened to. */
  readonly listeners?: readonly Listener[];
  /** The match number given last, and the routing number. */
  readonly counter?: true;
  /** Now, by database time. */
  readonly clock?: true;
  /** Matched events of these topics that a wait looks back to, taken by another wait or not. */
  readonly past?: { readonly topics: readonly string[]; readonly since: SinceFrom };
  /** When the oldest event that is not matched yet was received. */
  readonly oldestPending?: true;
}

/** What each need is answered with. Rows that a transaction may change are locked. */
export interface Rows {
  readonly flow: FlowRow | null;
  readonly entry: EntryRow | null;
  readonly run: OpenRun | null;
  readonly queued: readonly OpenRun[];
  readonly waits: readonly WaitRow[];
  readonly task: TaskRow | null;
  readonly delivery: DeliveryRow | null;
  readonly claim: boolean;
  readonly effect: EffectRow | null;
  readonly cap: number;
  /** Empty when nothing is known. */
  readonly profile: Profile;
  readonly listeners: readonly Listener[];
  readonly counter: { readonly no: number; readonly routing: number };
  /** ms since the epoch. */
  readonly clock: number;
  /** In any order. */
  readonly past: readonly PastEvent[];
  /** ms since the epoch; null when nothing is pending. */
  readonly oldestPending: number | null;
}

/** The rows that these needs name. */
export type RowsOf<N extends Needs> = { readonly [Kind in keyof N & keyof Rows]: Rows[Kind] };

/** One transaction; repeated after a lost answer it gives the same one, or says why not. */
export interface Transaction<Request, Answer, N extends Needs = Needs> {
  readonly name: string;
  readonly matching: Matching;
  /** The keys of what it reads, computed from the request alone. */
  readonly needs: (request: Request) => N;
  /** Pure: what the caller is told, and what is written first. */
  readonly decide: (request: Request, rows: RowsOf<N>) => Decision<Answer>;
}

/** Ties the rows that `decide` sees to what `needs` names. */
export function transaction<Request, Answer, N extends Needs>(
  value: Transaction<Request, Answer, N>,
): Transaction<Request, Answer, N> {
  return value;
}

/** Carries a transaction out on one store. */
export type Transact = <Request, Answer, N extends Needs>(
  transaction: Transaction<Request, Answer, N>,
  request: NoInfer<Request>,
) => Promise<Answer>;
