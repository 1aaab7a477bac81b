// The working copy of one batch: the second event sees what the first did.
import type { Delivery, WaitState } from "@throughline/flow";
import type { DeliveryRow, EntryRow, RefusalRow, RunHead, RunRow, WaitRow } from "../rows.ts";
import { emptyEntry } from "./reentry.ts";
import { numberDelivery, takesNumbers } from "../run-state.ts";
import type { Ending, WaitChange } from "../writes.ts";

/** A visit of a wait: its rows share one state. */
export interface DraftVisit {
  readonly run: string;
  readonly step: string;
  readonly isNew: boolean;
  readonly rows: WaitRow[];
  state: WaitState;
  changed: boolean;
}

export interface DraftWrites {
  readonly newRuns: readonly RunRow[];
  readonly runs: readonly RunHead[];
  readonly newWaits: readonly WaitRow[];
  readonly waits: readonly WaitChange[];
  readonly deliveries: readonly DeliveryRow[];
  readonly entries: readonly EntryRow[];
  readonly endings: readonly Ending[];
  readonly refusals: readonly RefusalRow[];
  readonly announce: readonly string[];
}

/** The rows a batch may touch, and what becomes of them. */
export class MatchDraft {
  readonly #runs: Map<string, RunHead>;
  readonly #entries: Map<string, EntryRow>;
  readonly #visits = new Map<string, DraftVisit>();
  readonly #byTopic = new Map<string, { readonly row: WaitRow; readonly visit: DraftVisit }[]>();
  readonly #newRuns = new Map<string, RunRow>();
  readonly #changedRuns = new Set<string>();
  readonly #changedEntries = new Set<string>();
  readonly #deliveries: DeliveryRow[] = [];
  readonly #endings: Ending[] = [];
  readonly #refusals = new Map<string, RefusalRow>();

  constructor(rows: {
    readonly runs: readonly RunHead[];
    readonly entries: readonly EntryRow[];
    readonly waits: readonly WaitRow[];
  }) {
    this.#runs = new Map(rows.runs.map((run) => [run.id, run]));
    this.#entries = new Map(rows.entries.map((entry) => [entryKey(entry.flow, entry.subject), entry]));
    for (const row of rows.waits) this.#addWait(row, false);
  }

  run(id: string): RunHead | null {
    return this.#newRuns.get(id) ?? this.#runs.get(id) ?? null;
  }

  entry(flow: string, subject: string): EntryRow {
    return this.#entries.get(entryKey(flow, subject)) ?? emptyEntry(flow, subject);
  }

  putEntry(entry: EntryRow): void {
    const key = entryKey(entry.flow, entry.subject);
    this.#entries.set(key, entry);
    this.#changedEntries.add(key);
  }

  /** Rows of open and expiring visits with this topic, ordered by run, step and i. */
  waiting(topic: string): readonly { readonly row: WaitRow; readonly visit: DraftVisit }[] {
    const met = this.#byTopic.get(topic) ?? [];
    return met.filter(({ visit }) => isWaiting(visit)).toSorted(byRunStepAndI);
  }

  visits(): Iterable<DraftVisit> {
    return this.#visits.values();
  }

  setState(visit: DraftVisit, state: WaitState): void {
    visit.state = state;
    visit.changed = true;
  }

  addRun(run: RunRow, waits: readonly WaitRow[]): void {
    this.#newRuns.set(run.id, run);
    for (const wait of waits) this.#addWait(wait, true);
  }

  /** Gives the run the next number; null if it takes none any more. */
  deliver(id: string, payload: Delivery, seq: number | null): number | null {
    const run = this.run(id);
    if (!takesNumbers(run)) return null;
    const numbered = numberDelivery(run, payload, seq);
    this.#putRun(numbered.run);
    this.#deliveries.push(numbered.delivery);
    return numbered.delivery.n;
  }

  addStart(run: string, seq: number): void {
    this.#deliveries.push({
      run,
      n: 0,
      payload: { kind: "start" },
      seq,
      state: "pending",
      attempts: 0,
      settledAs: null,
    });
  }

  /** Closes a queued run that a newer entry replaces. */
  supersede(id: string): void {
    const run = this.run(id);
    if (run?.state !== "queued") return;
    this.#putRun({ ...run, state: "closed", outcome: "superseded", predecessor: null });
    this.#endings.push({ run: id, reason: null, trail: null, handled: -1 });
    for (const visit of this.#visits.values()) if (visit.run === id) visit.state = { kind: "expired" };
  }

  /** One per event and flow; the first stays. */
  refuse(refusal: RefusalRow): void {
    const key = `${refusal.seq} ${refusal.flow}`;
    if (!this.#refusals.has(key)) this.#refusals.set(key, refusal);
  }

  finish(): DraftWrites {
    const deliveredTo = [...new Set(this.#deliveries.map(({ run }) => run))];
    return {
      newRuns: [...this.#newRuns.values()],
      runs: rowsOf(this.#runs, this.#changedRuns),
      newWaits: newWaitsOf(this.#visits, this.#endings),
      waits: waitChangesOf(this.#visits),
      deliveries: this.#deliveries,
      entries: rowsOf(this.#entries, this.#changedEntries),
      endings: this.#endings,
      refusals: [...this.#refusals.values()],
      announce: deliveredTo.filter((id) => isSendable(this.run(id))),
    };
  }

  #addWait(row: WaitRow, isNew: boolean): void {
    const key = visitKey(row.run, row.step);
    const visit = this.#visits.get(key) ?? {
      run: row.run,
      step: row.step,
      isNew,
      rows: [],
      state: row.state,
      changed: false,
    };
    this.#visits.set(key, visit);
    if (visit.rows.some(({ i }) => i === row.i)) return;
    visit.rows.push(row);
    const met = this.#byTopic.get(row.topic);
    if (met === undefined) this.#byTopic.set(row.topic, [{ row, visit }]);
    else met.push({ row, visit });
  }

  #putRun(run: RunHead): void {
    const added = this.#newRuns.get(run.id);
    if (added !== undefined) {
      this.#newRuns.set(run.id, { ...added, ...run });
      return;
    }
    this.#runs.set(run.id, run);
    this.#changedRuns.add(run.id);
  }
}

function entryKey(flow: string, subject: string): string {
  return `${flow} ${subject}`;
}

function visitKey(run: string, step: string): string {
  return `${run} ${step}`;
}

function isWaiting(visit: DraftVisit): boolean {
  return visit.state.kind === "open" || visit.state.kind === "expiring";
}

type Waiting = { readonly row: WaitRow };

function byRunStepAndI(a: Waiting, b: Waiting): number {
  if (a.row.run !== b.row.run) return a.row.run < b.row.run ? -1 : 1;
  if (a.row.step !== b.row.step) return a.row.step < b.row.step ? -1 : 1;
  return a.row.i - b.row.i;
}

function rowsOf<Row>(rows: ReadonlyMap<string, Row>, keys: ReadonlySet<string>): readonly Row[] {
  return [...keys].flatMap((key) => rows.get(key) ?? []);
}

function newWaitsOf(visits: ReadonlyMap<string, DraftVisit>, endings: readonly Ending[]): readonly WaitRow[] {
  const ended = new Set(endings.map(({ run }) => run));
  const alive = [...visits.values()].filter(({ isNew, run }) => isNew && !ended.has(run));
  return alive.flatMap(({ rows, state }) => rows.map((row) => ({ ...row, state })));
}

function waitChangesOf(visits: ReadonlyMap<string, DraftVisit>): readonly WaitChange[] {
  const changed = [...visits.values()].filter(({ isNew, changed: isChanged }) => isChanged && !isNew);
  return changed.map(({ run, step, state }) => ({ run, step, state }));
}

/** A queued run's deliveries wait with it. */
function isSendable(run: RunHead | null): boolean {
  return run?.state === "starting" || run?.state === "open";
}
