// The tables of the protocol in memory, with the isolation that matters: rows of a match that is going on are locked,
// and what was drawn before a commit is seen after it.
import type { Json, JsonObject, Profile } from "@throughline/flow";
import type { MatchWrites } from "../match/match.ts";
import type { DraftWrites } from "../match/match-draft.ts";
import { createRouting } from "../match/routing.ts";
import type { Listener, LivePlan, Routing } from "../match/routing.ts";
import { NO_WRITES } from "../writes.ts";
import type { DeadLetter, Ending, LiveChange, NewTask, Writes } from "../writes.ts";
import type { Matching } from "../transaction.ts";
import type {
  CapReservation,
  DeliveryRow,
  EffectRow,
  EntryRow,
  EventRow,
  FlowRow,
  RefusalRow,
  RunHead,
  RunRow,
  TaskRow,
  WaitRow,
} from "../rows.ts";
import { MEMORY_RULES } from "./memory-rules.ts";
import type { MemoryPlace, MemoryRules } from "./memory-rules.ts";

/** The rows are locked by somebody: try again a little later. */
export class BlockedError extends Error {
  override readonly name = "BlockedError";
}

export interface OutboxRow {
  nextAttemptAt: number;
  claim: string | null;
  claimedUntil: number;
}

/** A match between its reads and its commit; it holds the match lock and the rows it read. */
export interface MatchTransaction {
  readonly epoch: number;
  readonly locked: ReadonlySet<string>;
  readonly batch: readonly EventRow[];
  readonly more: boolean;
  readonly writes: MatchWrites;
  isEnded: boolean;
}

export class MemoryDatabase {
  readonly rules: MemoryRules;
  readonly identity = new Map<string, number>();
  readonly events = new Map<number, EventRow>();
  readonly numbers = new Map<number, number>();
  readonly pending = new Set<number>();
  readonly topics = new Map<string, { readonly no: number; readonly seq: number }[]>();
  readonly runs = new Map<string, RunRow>();
  readonly waits = new Map<string, WaitRow>();
  readonly deliveries = new Map<string, DeliveryRow[]>();
  readonly entries = new Map<string, EntryRow>();
  readonly tasks = new Map<string, TaskRow>();
  readonly places = new Map<string, MemoryPlace>();
  readonly refusals: RefusalRow[] = [];
  readonly effects = new Map<string, EffectRow>();
  readonly caps = new Map<
    string,
    { readonly scope: string; readonly subject: string; readonly at: number }
  >();
  readonly outbox = new Map<string, OutboxRow>();
  readonly suspected = new Set<string>();
  readonly profiles = new Map<string, Profile>();
  /** Of each run, the trail of every execution by its number, and of the last one as `last`. */
  readonly trails = new Map<string, JsonObject>();
  readonly deadLetters: { readonly letter: DeadLetter; isRetried: boolean }[] = [];
  readonly plans = new Map<string, LivePlan>();
  readonly listeners: Listener[] = [];
  /** The revision of each flow's draft. */
  readonly revisions = new Map<string, number>();
  /** What was live after which match number, oldest first. */
  readonly routings: { readonly afterNo: number; readonly routing: Routing }[] = [];
  readonly matcher = { holder: "", epoch: 0, until: Number.NEGATIVE_INFINITY, no: 0 };
  matching: MatchTransaction | null = null;
  routing: Routing = createRouting(0, [], []);
  nextSeq = 1;
  nextClaim = 1;
  /** Told when there is something pending or to deliver. */
  notify: (kind: "pending" | "delivery") => void = () => {};
  /** Told after every commit that touched runs or effects. */
  onCommit: () => void = () => {};

  constructor(rules: MemoryRules = MEMORY_RULES) {
    this.rules = rules;
  }

  /** Throws while a match holds this row. */
  lock(key: string): void {
    const { matching } = this;
    if (matching !== null && !matching.isEnded && matching.locked.has(key))
      throw new BlockedError("the row is locked by the matcher");
  }

  /** Throws while a match is going on, unless the transaction does not mind. */
  lockMatching(matching: Matching): void {
    if (matching !== "none" && this.matching !== null && !this.matching.isEnded)
      throw new BlockedError("a match is going on");
  }

  /** The entry row that a run stands in, locked. */
  lockEntryOf(id: string): EntryRow | null {
    const run = this.runs.get(id);
    if (run === undefined) return null;
    const key = entryKey(run.flow, run.subject);
    this.lock(`entry ${key}`);
    return this.entries.get(key) ?? null;
  }

  /** What publishing sees of a flow; null when it has no draft. */
  flowRow(key: string): FlowRow | null {
    const revision = this.revisions.get(key);
    if (revision === undefined) return null;
    const live = this.routing.live.find(({ plan }) => plan.flow === key);
    return { key, revision, lastVersion: this.lastVersion(key), liveVersion: live?.plan.version ?? null };
  }

  /** Those of these pairs that are listened to. */
  listenersAmong(pairs: readonly Listener[]): readonly Listener[] {
    return pairs.filter(({ type, keyExpression }) =>
      this.listeners.some((one) => one.type === type && one.keyExpression === keyExpression),
    );
  }

  /** Reservations of a cap within its period, without the one under this key. */
  countReserved(cap: CapReservation & { readonly key: string }, now: number): number {
    const taken = [...this.caps].filter(
      ([key, { scope, subject, at }]) =>
        key !== cap.key && scope === cap.scope && subject === cap.subject && at > now - cap.periodMs,
    );
    return taken.length;
  }

  waitsOf(run: string, step?: string): readonly WaitRow[] {
    return [...this.waits.values()]
      .filter((row) => row.run === run && (step === undefined || row.step === step))
      .toSorted((a, b) => a.i - b.i);
  }

  oldestPending(without: ReadonlySet<number> = new Set()): number | null {
    const times = [...this.pending]
      .filter((seq) => !without.has(seq))
      .map((seq) => this.events.get(seq)?.receivedAt ?? 0);
    return times.length === 0 ? null : Math.min(...times);
  }

  planOf(run: Pick<RunRow, "flow" | "version">): LivePlan {
    const plan = this.plans.get(`${run.flow} ${run.version}`);
    if (plan === undefined)
      throw new RangeError(`Cannot find version ${run.version} of flow "${run.flow}": it was not published`);
    return plan;
  }

  /** Makes plans live in the place of all that were; what was listened to stays listened to. */
  goLive(live: readonly LivePlan[]): void {
    for (const one of live) this.plans.set(`${one.plan.flow} ${one.plan.version}`, one);
    this.listeners.push(...live.flatMap(({ plan }) => plan.listens));
    this.#route(live, this.routing.paused);
  }

  /** Entries of these flows are refused. */
  pause(flows: Iterable<string>): void {
    this.#route(this.routing.live, flows);
  }

  #route(live: readonly LivePlan[], paused: Iterable<string>): void {
    this.routing = createRouting(this.routing.number + 1, live, this.listeners, paused);
    this.routings.push({ afterNo: this.matcher.no, routing: this.routing });
  }

  /** The highest version of a flow, 0 for none. */
  lastVersion(flow: string): number {
    return Math.max(
      0,
      ...[...this.plans.values()].filter(({ plan }) => plan.flow === flow).map(({ plan }) => plan.version),
    );
  }

  /** What was live when the event with this match number was matched. */
  routingAt(no: number): Routing {
    const found = this.routings.findLast(({ afterNo }) => afterNo < no);
    if (found === undefined) throw new RangeError(`Cannot say what was live at ${no}: nothing was`);
    return found.routing;
  }

  apply(writes: Writes, now: number): void {
    for (const run of writes.runs) this.#changeRun(run);
    for (const entry of writes.entries) this.entries.set(entryKey(entry.flow, entry.subject), entry);
    for (const row of writes.deliveries) this.#addDelivery(row);
    for (const { run, n, payload } of writes.payloads) this.changeDelivery({ run, n }, { payload });
    for (const row of writes.newWaits) this.waits.set(`${row.run} ${row.step} ${row.i}`, row);
    for (const { run, step, state } of writes.waits) {
      for (const row of this.waitsOf(run, step)) this.waits.set(`${run} ${step} ${row.i}`, { ...row, state });
    }
    for (const row of writes.newTasks) this.#addTask(row);
    for (const task of writes.tasks) this.tasks.set(task.id, task);
    for (const effect of writes.effects) this.effects.set(effect.key, effect);
    for (const { key, scope, subject } of writes.reserved)
      if (!this.caps.has(key)) this.caps.set(key, { scope, subject, at: now });
    for (const key of writes.freed) this.caps.delete(key);
    for (const { subject, ...profile } of writes.profiles) this.profiles.set(subject, profile);
    for (const { run, part, trail } of writes.trails) this.#keepTrail(run, String(part), trail);
    for (const change of writes.live) this.#changeLive(change);
    for (const ending of writes.endings) this.#end(ending);
    this.deadLetters.push(...writes.deadLetters.map((letter) => ({ letter, isRetried: false })));
    for (const run of writes.announce) this.#announce(run, now);
    if (writes.announce.length > 0) this.notify("delivery");
    if (writes.wakesMatcher) this.notify("pending");
    if (writes.runs.length > 0 || writes.effects.length > 0) this.onCommit();
  }

  /** What entries, wakes and traits wrote: new runs first. */
  applyDraft(writes: DraftWrites & Partial<Pick<Writes, "profiles">>, now: number): void {
    for (const run of writes.newRuns) {
      if (this.runs.has(run.id)) throw new Error(`Cannot insert run "${run.id}": it is there`);
      this.runs.set(run.id, run);
    }
    this.apply({ ...NO_WRITES, ...writes }, now);
  }

  applyMatch(writes: MatchWrites, now: number): void {
    this.applyDraft(writes, now);
    for (const { seq, no } of writes.matched) {
      this.numbers.set(seq, no);
      this.pending.delete(seq);
    }
    for (const { topic, no, seq } of writes.topics)
      this.topics.set(topic, [...(this.topics.get(topic) ?? []), { no, seq }]);
    this.refusals.push(...writes.refusals);
    this.matcher.no = writes.nextNo - 1;
    this.onCommit();
  }

  changeDelivery(row: Pick<DeliveryRow, "run" | "n">, change: Partial<DeliveryRow>): void {
    const rows = this.deliveries.get(row.run) ?? [];
    this.deliveries.set(
      row.run,
      rows.map((other) => (other.n === row.n ? { ...other, ...change } : other)),
    );
  }

  #changeRun(head: RunHead): void {
    const run = this.runs.get(head.id);
    if (run === undefined) throw new Error(`Cannot change run "${head.id}": it is not there`);
    this.runs.set(run.id, { ...run, ...head });
  }

  #addDelivery(row: DeliveryRow): void {
    const rows = this.deliveries.get(row.run) ?? [];
    if (rows.some(({ n }) => n === row.n))
      throw new Error(`Cannot insert delivery ${row.n} of "${row.run}": it is there`);
    this.deliveries.set(row.run, [...rows, row]);
  }

  #addTask({ task, content }: NewTask): void {
    const { queue, escalate } = content;
    this.tasks.set(task.id, task);
    this.places.set(task.id, { task: task.id, queue, escalate, escalatedAt: null });
  }

  #keepTrail(run: string, part: string, trail: Json): void {
    this.trails.set(run, { ...this.trails.get(run), [part]: trail });
  }

  #changeLive({ flow, version }: LiveChange): void {
    const rest = this.routing.live.filter(({ plan }) => plan.flow !== flow);
    this.goLive(version === null ? rest : [...rest, version]);
  }

  #announce(run: string, now: number): void {
    const row = this.outbox.get(run);
    if (row === undefined)
      this.outbox.set(run, { nextAttemptAt: now, claim: null, claimedUntil: Number.NEGATIVE_INFINITY });
    else row.nextAttemptAt = Math.min(row.nextAttemptAt, now);
  }

  #end({ run, trail, handled }: Ending): void {
    for (const key of this.waits.keys()) if (key.startsWith(`${run} `)) this.waits.delete(key);
    for (const task of this.tasks.values()) {
      if (task.run === run && task.state === "open") this.tasks.set(task.id, { ...task, state: "withdrawn" });
    }
    for (const row of this.deliveries.get(run) ?? []) {
      if (row.state === "pending")
        this.changeDelivery(row, {
          state: "settled",
          settledAs: row.n <= handled ? "sent" : "run had ended",
        });
    }
    if (trail !== null) this.#keepTrail(run, "last", trail);
    this.outbox.delete(run);
    this.suspected.delete(run);
  }
}

/** Key of an entry row. */
export function entryKey(flow: string, subject: string): string {
  return `${flow} ${subject}`;
}
