// The matcher's whole judgement: a pure function from the rows it has locked to the rows it writes.
import { beatsDeadline, eventScope, findStep, judgeWake } from "@throughline/flow";
import type { Delivery, MatchedEvent, Profile } from "@throughline/flow";
import type { EntryRow, ProfileRow, RefusalRow, RunHead, RunRow, WaitRow } from "../rows.ts";
import { MatchDraft } from "./match-draft.ts";
import type { DraftWrites } from "./match-draft.ts";
import type { Candidate, MatchKeys, PreparedEvent } from "./match-keys.ts";
import { ProfileDraft } from "./profile-draft.ts";
import { judgeReentry } from "./reentry.ts";
import { staticWaits } from "./static-waits.ts";

export interface MatchInput {
  readonly keys: MatchKeys;
  /** The number the next event gets. */
  readonly nextNo: number;
  /** Open and expiring rows of `keys.topics`, and the expiring rows to be answered if they can be; in any order. */
  readonly waits: readonly WaitRow[];
  /** Runs of those waits, of `keys.runs`, and the active and queued runs of the entry rows. */
  readonly runs: readonly RunHead[];
  /** Rows of `keys.entries` that exist. */
  readonly entries: readonly EntryRow[];
  /** Of `subjectsKnown`, where something is known. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** The earliest `receivedAt` of the pending events that are not in this batch, or null when none is left. */
  readonly oldestLeft: number | null;
}

export interface MatchWrites extends DraftWrites {
  /** The number after the last one given. */
  readonly nextNo: number;
  /** Every event of the batch: its number is stored and it is pending no more. */
  readonly matched: readonly { readonly seq: number; readonly no: number }[];
  readonly topics: readonly {
    readonly topic: string;
    readonly no: number;
    readonly seq: number;
    readonly receivedAt: number;
  }[];
  /** Every profile that changes, as it is then. */
  readonly profiles: readonly ProfileRow[];
}

/** Judges a batch in its order. An empty batch still ends waits whose deadline nothing can beat any more. */
export function match(input: MatchInput): MatchWrites {
  const draft = new MatchDraft(input);
  const known = new ProfileDraft(input.profiles);
  const matched: { seq: number; no: number }[] = [];
  const topics: { topic: string; no: number; seq: number; receivedAt: number }[] = [];
  let no = input.nextNo;
  for (const prepared of input.keys.events) {
    const { event } = prepared;
    const { seq, receivedAt } = event;
    const facts: MatchedEvent = { ...prepared.seen, no };
    known.take(event);
    wake({ draft, known }, prepared, facts);
    for (const candidate of prepared.candidates) enter(draft, candidate, facts, receivedAt);
    topics.push(...prepared.topics.map((topic) => ({ topic, no, seq, receivedAt })));
    matched.push({ seq, no });
    no += 1;
  }
  expire(draft, input.oldestLeft);
  const writes = draft.finish();
  const { profiles, refusals } = known.finish();
  return { nextNo: no, matched, topics, ...writes, profiles, refusals: [...writes.refusals, ...refusals] };
}

interface Judged {
  readonly draft: MatchDraft;
  readonly known: ProfileDraft;
}

/** One delivery per visit; several waits of a run give one each. */
function wake({ draft, known }: Judged, { event, seen, topics }: PreparedEvent, facts: MatchedEvent): void {
  if (topics.length === 0) return;
  const met = { scope: eventScope(seen), topics, no: facts.no, receivedAt: event.receivedAt };
  for (const { row, visit } of topics.flatMap((topic) => draft.waiting(topic))) {
    const profile = known.attributesOf(draft.run(row.run)?.subject ?? "");
    const verdict = judgeWake(row, met, { state: visit.state, profile });
    if (verdict.kind === "miss") continue;
    const delivery: Delivery = { kind: "event", wait: row.step, port: verdict.port, event: facts };
    const n = draft.deliver(row.run, delivery, event.seq);
    if (n !== null) draft.setState(visit, { kind: "matched", n });
  }
}

/** Judges one entry at `at` (ms): a run, or a refusal with its reason. */
export function enter(draft: MatchDraft, candidate: Candidate, facts: MatchedEvent, at: number): void {
  const { plan } = candidate.live;
  const about = { seq: facts.seq, flow: plan.flow, version: plan.version };
  if (candidate.kind === "refuse") {
    draft.refuse({ ...about, code: candidate.code, detail: candidate.detail, run: null });
    return;
  }
  const entry = draft.entry(plan.flow, candidate.subject);
  const verdict =
    draft.run(candidate.run) === null
      ? judgeReentry(plan.settings.reentry, plan.settings.maxQueued, entry, at)
      : STARTED;
  if (verdict.kind === "refuse") {
    draft.refuse({ ...about, code: verdict.code, detail: verdict.detail, run: verdict.run });
    return;
  }
  const next = { ...entry, count: entry.count + 1, lastEnteredAt: at };
  if (verdict.kind === "start") {
    const activeRun = plan.settings.reentry.rule === "one-at-a-time" ? candidate.run : entry.activeRun;
    add(draft, candidate, facts, null);
    draft.putEntry({ ...next, activeRun });
  } else {
    if (verdict.restart) {
      draft.deliver(verdict.active, { kind: "interrupt", name: "restart", event: facts }, facts.seq);
      for (const queued of entry.queued) draft.supersede(queued);
    }
    const before = verdict.restart ? [] : entry.queued;
    add(draft, candidate, facts, before.at(-1) ?? verdict.active);
    draft.putEntry({ ...next, queued: [...before, candidate.run] });
  }
  nameOtherTriggers(draft, candidate, about);
}

const STARTED = {
  kind: "refuse",
  code: "already-started",
  detail: "this event started its run before",
  run: null,
} as const;

type Entering = Extract<Candidate, { kind: "enter" }>;

function add(
  draft: MatchDraft,
  { live, triggerStep, subject, run: id }: Entering,
  facts: MatchedEvent,
  predecessor: string | null,
): void {
  const { flow, version, settings } = live.plan;
  const run: RunRow = {
    id,
    flow,
    version,
    planHash: live.planHash,
    subject,
    state: predecessor === null ? "starting" : "queued",
    nextN: 1,
    outcome: null,
    entry: facts,
    triggerStep,
    priority: settings.priority,
    predecessor,
  };
  draft.addRun(run, staticWaits(live.plan, run));
  draft.addStart(id, facts.seq);
}

function nameOtherTriggers(
  draft: MatchDraft,
  candidate: Entering,
  about: Pick<RefusalRow, "seq" | "flow" | "version">,
): void {
  if (candidate.alsoMatched.length === 0) return;
  const names = candidate.alsoMatched.map((step) => findStep(candidate.live.plan, step)?.name ?? step);
  const detail = `also matched by ${names.map((name) => `"${name}"`).join(", ")}`;
  draft.refuse({ ...about, code: "other-trigger-first", detail, run: candidate.run });
}

/** The answer to waits that were told `expiring`; it is a delivery, so that it stays in order with events. */
function expire(draft: MatchDraft, oldestLeft: number | null): void {
  for (const visit of draft.visits()) {
    if (visit.state.kind !== "expiring") continue;
    if (oldestLeft !== null && beatsDeadline(oldestLeft, visit.state.deadline)) continue;
    const n = draft.deliver(visit.run, { kind: "expired", wait: visit.step }, null);
    // The state is `matched` again: a repeated `expire-wait` is then told that a delivery is on its way, as before.
    if (n !== null) draft.setState(visit, { kind: "matched", n });
  }
}
