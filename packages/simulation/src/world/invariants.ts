// What must be true when everything has come to rest, whatever happened before.
import { countsSince, IDENTIFY_TYPE, mergeTraits, NO_PROFILE, nodeOf, traitTime } from "@throughline/flow";
import type { JsonObject, Profile, WaitStep } from "@throughline/flow";
import { identityHash, matchKeys } from "@throughline/protocol";
import type { RunRow } from "@throughline/protocol";
import type { MemoryDatabase } from "@throughline/protocol/memory";
import type { Sent } from "./client.ts";
import type { Journal } from "./journal.ts";
import type { ModelWorkflow } from "./model-workflow.ts";

export interface Evidence {
  readonly db: MemoryDatabase;
  readonly journal: Journal;
  readonly ledger: readonly Sent[];
  readonly workflows: ReadonlyMap<string, ModelWorkflow>;
  /** Keys that the receiver of effects applied, in order. */
  readonly effects: readonly string[];
  /** Found while it went on. */
  readonly found: readonly string[];
}

/** Everything that is not as promised; empty when all is well. */
export function findViolations(evidence: Evidence): readonly string[] {
  return [
    ...evidence.found,
    ...lostEvents(evidence),
    ...unexplained(evidence),
    ...inversions(evidence),
    ...leftovers(evidence),
    ...gaps(evidence),
    ...repeatedEntries(evidence),
    ...divergent(evidence),
    ...turning(evidence),
    ...otherVersions(evidence),
    ...badPublishes(evidence),
    ...badPauses(evidence),
    ...unfairTimeouts(evidence),
    ...sharedEvents(evidence),
    ...repeatedEffects(evidence),
    ...wrongMoves(evidence),
    ...wrongProfiles(evidence),
  ];
}

function lostEvents({ db, ledger }: Evidence): readonly string[] {
  const identities = new Set<string>();
  const twice = [...db.events.values()].filter((event) => {
    const hash = identityHash(event);
    const isThere = identities.has(hash);
    identities.add(hash);
    return isThere;
  });
  const lost = ledger.filter(({ seq }) => seq === null || !db.numbers.has(seq));
  return [...lost.map(({ event }) => `lost: ${event.id}`), ...twice.map(({ id }) => `accepted twice: ${id}`)];
}

/** Every flow that an event could enter when it was matched has a run or a refusal for it. */
function unexplained({ db }: Evidence): readonly string[] {
  const started = new Set([...db.runs.values()].map(({ flow, entry }) => `${flow} ${entry.seq}`));
  const refused = new Set(db.refusals.map(({ flow, seq }) => `${flow} ${seq}`));
  return [...db.events.values()].flatMap((event) => {
    const no = db.numbers.get(event.seq);
    if (no === undefined) return [];
    const [prepared] = matchKeys(db.routingAt(no), [event]).events;
    const flows = (prepared?.candidates ?? []).map(({ live }) => `${live.plan.flow} ${event.seq}`);
    return flows.filter((key) => !started.has(key) && !refused.has(key)).map((key) => `unexplained: ${key}`);
  });
}

function inversions({ db, ledger }: Evidence): readonly string[] {
  const number = ({ seq }: Sent): number => db.numbers.get(seq ?? -1) ?? 0;
  return ledger.flatMap((first) =>
    ledger
      .filter((second) => second.event.id !== first.event.id && second.event.subject === first.event.subject)
      .filter(
        (second) =>
          first.ackedAt !== null && first.ackedAt < second.sentAt && number(first) >= number(second),
      )
      // A repeat is answered with the event that came first.
      .filter((second) => ledger.every((other) => other === second || other.event.id !== second.event.id))
      .map((second) => `out of order: ${first.event.id} was acknowledged before ${second.event.id} was sent`),
  );
}

function leftovers({ db, workflows }: Evidence): readonly string[] {
  const rows = [...db.runs.values()];
  return [
    ...[...db.pending].map((seq) => `still pending: ${seq}`),
    ...rows
      .filter(({ state, outcome }) => isOpen(state) || outcome === null)
      .map(({ id, state }) => `not ended: ${id} is ${state}`),
    ...[...workflows.values()]
      .filter(({ isRunning }) => isRunning)
      .map(({ input }) => `still running: ${input.run}`),
    ...[...db.entries.values()]
      .filter(({ activeRun, queued }) => activeRun !== null || queued.length > 0)
      .map(({ flow, subject }) => `entry not free: ${flow} ${subject}`),
    ...[...db.deliveries.values()]
      .flat()
      .filter(({ state }) => state === "pending")
      .map(({ run, n }) => `not settled: ${run} ${n}`),
    ...[...db.waits.values()].map(({ run, step }) => `wait left: ${run} ${step}`),
    ...[...db.tasks.values()].filter(({ state }) => state === "open").map(({ id }) => `task left: ${id}`),
    ...[...db.outbox.keys()].map((run) => `outbox left: ${run}`),
  ];
}

function isOpen(state: RunRow["state"]): boolean {
  return state === "queued" || state === "starting" || state === "open";
}

function gaps({ db, workflows }: Evidence): readonly string[] {
  const numbers = [...db.runs.values()].filter(({ id, nextN }) => {
    const ns = (db.deliveries.get(id) ?? []).map(({ n }) => n).toSorted((a, b) => a - b);
    return ns.length !== nextN || ns.some((n, index) => n !== index);
  });
  const handled = [...workflows.values()].filter((workflow) =>
    workflow.handled.some((n, index) => n !== index + 1),
  );
  return [
    ...numbers.map(({ id }) => `numbers with gaps: ${id}`),
    ...handled.map(({ input }) => `handled out of order: ${input.run}`),
  ];
}

/** However often a refused start is tried again, an event has one run in a flow. */
function repeatedEntries({ db }: Evidence): readonly string[] {
  const entered = [...db.runs.values()]
    .filter(({ state }) => state !== "refused")
    .map(({ flow, entry }) => `${flow} ${entry.seq}`);
  return entered
    .filter((key, index) => entered.indexOf(key) !== index)
    .map((key) => `two runs of one event: ${key}`);
}

/** A run has the version that was live when its event was matched, and goes by it, whatever was published since. */
function otherVersions({ db, workflows }: Evidence): readonly string[] {
  const matched = [...db.runs.values()].filter(
    ({ flow, version, entry }) =>
      db.routingAt(entry.no).live.find(({ plan }) => plan.flow === flow)?.plan.version !== version,
  );
  const played = [...workflows.values()].filter(
    ({ input }) => db.runs.get(input.run)?.version !== input.plan.version,
  );
  return [
    ...matched.map(({ id, version }) => `matched with a version that was not live: ${id} has ${version}`),
    ...played.map(({ input }) => `another version: ${input.run} runs ${input.plan.version}`),
  ];
}

/** A version is published once, from the draft that was there. */
function badPublishes({ journal }: Evidence): readonly string[] {
  const names = journal.published.map(({ flow, version }) => `${flow} ${version}`);
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `published twice: ${name}`),
    ...journal.published
      .filter(({ isOfDraft }) => !isOfDraft)
      .map(({ flow, version }) => `published an old draft: ${flow} ${version}`),
  ];
}

/** Nobody enters a paused flow; every run that is not closed hears of each pause and each resume. */
function badPauses({ db, journal }: Evidence): readonly string[] {
  const entered = [...db.runs.values()].filter(({ flow, entry }) => db.routingAt(entry.no).paused.has(flow));
  const heard = ({ kind, by }: Journal["told"][number], run: string): number =>
    (db.deliveries.get(run) ?? []).filter(({ payload }) => payload.kind === kind && payload.by === by).length;
  const due = new Map<string, number>();
  const missed = journal.told.flatMap((one) =>
    one.runs.filter((run) => {
      const key = `${one.kind} ${one.by} ${run}`;
      due.set(key, (due.get(key) ?? 0) + 1);
      return heard(one, run) < (due.get(key) ?? 0);
    }),
  );
  return [
    ...entered.map(({ id }) => `entered a paused flow: ${id}`),
    ...missed.map((id) => `did not hear of a pause or a resume: ${id}`),
  ];
}

/** A run that closed itself had handled every number, and ended with the outcome its row holds. */
function divergent({ db, workflows }: Evidence): readonly string[] {
  return [...workflows.values()].flatMap((workflow) => {
    const row = db.runs.get(workflow.input.run);
    if (workflow.outcome === null || row?.state !== "closed") return [];
    if (workflow.outcome !== row.outcome)
      return [`two outcomes: ${row.id} ended as ${workflow.outcome}, its row says ${row.outcome}`];
    const left = row.nextN - 1 - workflow.state.handled;
    return left === 0 ? [] : [`closed over ${left} deliveries: ${row.id}`];
  });
}

/** A run that a cancel of Temporal's and one of ours meet while it closes asks anew for each. */
const CLOSE_ASKS_MAX = 4;

/** No run turns on the spot: it continues as new for something, and asks to close a few times for what it knows. */
function turning({ workflows }: Evidence): readonly string[] {
  return [...workflows.values()].flatMap(({ input, idleExecutions, closeAsks }) => [
    ...(idleExecutions > 0 ? [`continued with nothing new: ${input.run}`] : []),
    ...(Math.max(0, ...closeAsks.values()) > CLOSE_ASKS_MAX ? [`asks to close on and on: ${input.run}`] : []),
  ]);
}

/** A timeout never beats an event that was acknowledged before the deadline. */
function unfairTimeouts(evidence: Evidence): readonly string[] {
  return [...evidence.workflows.values()].flatMap((workflow) =>
    [...workflow.deadlines].flatMap(([at, deadline]) => unfairTimeout(evidence, workflow, at, deadline)),
  );
}

function unfairTimeout(
  { db, ledger }: Evidence,
  workflow: ModelWorkflow,
  at: string,
  deadline: number,
): readonly string[] {
  const node = nodeOf(at);
  const step = workflow.input.plan.steps.find((one): one is WaitStep => one.op === "wait" && one.id === node);
  const output = workflow.state.outputs[node] as { readonly port?: string } | undefined;
  if (step === undefined || output?.port !== "timeout") return [];
  const { subject, trigger } = workflow.input;
  const since = workflow.sinces.get(at) ?? { no: trigger.no };
  const isCovered = (seq: number): boolean =>
    countsSince(since, { no: db.numbers.get(seq) ?? 0, receivedAt: db.events.get(seq)?.receivedAt ?? 0 });
  const beaten = ledger.find(
    ({ event, ackedAt, seq }) =>
      event.type === step.events[0]?.type &&
      event.subject === subject &&
      ackedAt !== null &&
      ackedAt < deadline &&
      (db.numbers.get(seq ?? -1) ?? 0) > trigger.no &&
      isCovered(seq ?? -1),
  );
  return beaten === undefined
    ? []
    : [`timeout beat an event: ${workflow.input.run} ${at} left ${beaten.event.id} behind`];
}

/** No event ends two waits of a run: none of the flows here says *again*. */
function sharedEvents({ workflows }: Evidence): readonly string[] {
  return [...workflows.values()].flatMap(({ input, state }) => {
    const taken = Object.values(state.endedBy).flat();
    const twice = taken.filter((no, index) => taken.indexOf(no) !== index);
    return twice.map((no) => `one event ended two waits: ${input.run} took event no ${no} twice`);
  });
}

/** A task moves to each queue of its plan at most once, in their order, and never early. */
function wrongMoves({ db, journal }: Evidence): readonly string[] {
  return journal.moves.flatMap(({ task, to, at }, index) => {
    const plan = db.places.get(task)?.escalate ?? [];
    const queues = plan.map((entry) => entry.to);
    const before = journal.moves.slice(0, index).findLast((move) => move.task === task);
    const isEarly = (plan.find((entry) => entry.to === to)?.at ?? Number.POSITIVE_INFINITY) > at;
    const isBack = before !== undefined && queues.indexOf(to) <= queues.indexOf(before.to);
    return isEarly || isBack ? [`moved wrongly: ${task} to ${to}`] : [];
  });
}

/** A cap is held exactly by the effects that happened or may have; true after every commit. */
export function strayCaps(db: MemoryDatabase): readonly string[] {
  const wrong = [...db.effects.values()].filter(
    ({ key, state }) => db.caps.has(key) === (state === "released"),
  );
  return wrong.map(({ key, state }) => `cap of a ${state} effect: ${key}`);
}

/** A profile is what events and people said of its subject, laid over each other in the order of matching. */
function wrongProfiles({ db, journal }: Evidence): readonly string[] {
  const said = [...db.events.values()].flatMap((event) => {
    const { seq, type, subject, data } = event;
    if (type !== IDENTIFY_TYPE || subject === undefined) return [];
    const { traits } = data as { readonly traits: JsonObject }; // as the client sends it
    const said = traitTime(event, event.receivedAt);
    return [{ no: db.numbers.get(seq) ?? 0, subject, changes: traits, said }];
  });
  const corrected = journal.changes.map(({ afterNo, at, by, ...change }) => ({
    ...change,
    no: afterNo + 0.5,
    said: { at, receivedAt: at, by },
  }));
  const profiles = new Map<string, Profile>();
  for (const { subject, changes, said: time } of [...said, ...corrected].toSorted((a, b) => a.no - b.no)) {
    const merged = mergeTraits(profiles.get(subject) ?? NO_PROFILE, changes, time);
    if (merged.ok) profiles.set(subject, merged.profile);
  }
  return [...profiles]
    .filter(
      ([subject, profile]) => !isSameProfile(profile.attributes, db.profiles.get(subject)?.attributes ?? {}),
    )
    .map(([subject]) => `profile not as it was said: ${subject}`);
}

function isSameProfile(a: JsonObject, b: JsonObject): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
}

/** No flow here has a loop: a node of a run has one effect. */
function repeatedEffects({ effects }: Evidence): readonly string[] {
  const logical = effects.map((key) =>
    key
      .split("/")
      .slice(0, 2)
      .join("/")
      .replace(/\.\d+$/, ""),
  );
  return logical.filter((key, index) => logical.indexOf(key) !== index).map((key) => `effect twice: ${key}`);
}
