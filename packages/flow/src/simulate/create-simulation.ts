// A plan played on a virtual clock, one turn at a time: the stepper is the real one, the world around it is in memory.
// Nothing here knows a clock, a timer or Node: it runs in the browser as it does in a test.
import { durationToMs } from "../duration.ts";
import { instantText } from "../instant-text.ts";
import type { MatchedEvent } from "../event.ts";
import { judgeEntry } from "../judge/entry.ts";
import { traitsOf } from "../judge/traits-of.ts";
import type { Json, JsonObject } from "../json.ts";
import { mergeTraits, traitTime } from "../merge-traits.ts";
import type { NodeTypes } from "../node-type.ts";
import type { Plan } from "../plan.ts";
import { advanceDraft } from "../stepper/advance.ts";
import type { Visit } from "../stepper/facts.ts";
import { standingOf } from "../stepper/standing.ts";
import { initialDraft } from "../stepper/state.ts";
import { nodeOf } from "../step-id.ts";
import { answerCommand } from "./answer-command.ts";
import type { Happening, Scenario, ScenarioEvent, SimulatedStep } from "./scenario.ts";
import { Waits } from "./waits.ts";
import { deliver } from "./world.ts";
import type { Accepted, World } from "./world.ts";

export interface SimulationOptions {
  /** Their samples answer for steps that the scenario does not mock. */
  readonly nodeTypes?: NodeTypes;
}

/** A scenario under way. */
export interface Simulation {
  /** Plays what comes next; waiting costs nothing, the clock jumps. False: nothing will ever come. */
  step(): boolean;
  /** Where the virtual clock stands, ms since the epoch. */
  readonly now: number;
  /** What has been played so far. */
  story(): SimulatedRun;
}

/** What a simulation has played. */
export interface SimulatedRun {
  readonly steps: readonly SimulatedStep[];
  /** Null when the run is still waiting, parked or never started. */
  readonly outcome: string | null;
  /** Why there is no run, or where it stands. */
  readonly standing: string;
  /** Newest word on each visit, in order of entry. */
  readonly visits: readonly Visit[];
  /** What steps would have done outside. */
  readonly effects: readonly {
    readonly at: number;
    readonly step: string;
    readonly type: string;
    readonly config: JsonObject;
  }[];
}

const START_AT = Date.UTC(2026, 0, 5, 10);
/** More turns than this for one scenario can only be a flow that goes in a circle. */
const MAX_TURNS = 100_000;

/**
 * Begins a scenario; `step()` plays it on.
 *
 * @example const simulation = createSimulation(plan, { entry: { type: "cart.updated", subject: "ada" } });
 * while (simulation.step()) show(simulation.story());
 */
export function createSimulation(
  plan: Plan,
  scenario: Scenario,
  options: SimulationOptions = {},
): Simulation {
  const now = scenario.startAt === undefined ? START_AT : Date.parse(scenario.startAt);
  const entry: MatchedEvent = { ...accept(scenario.entry, 1, now, undefined), no: 1 };
  const verdict = judgeEntry(plan, entry);
  switch (verdict.kind) {
    case "enter": {
      const { trigger, subject } = verdict;
      return new Played(
        createWorld({ plan, scenario, options, now, entry, subject, triggerStep: trigger.step }),
      );
    }
    case "refuse":
      return neverBegun(
        now,
        verdict.code === "no-subject" ? `no subject: ${verdict.reason}` : verdict.reason,
      );
    case "miss": {
      const isFiltered = verdict.misses.length > 0;
      return neverBegun(now, isFiltered ? "the filter says no" : `no trigger takes "${entry.type}"`);
    }
  }
}

function neverBegun(now: number, standing: string): Simulation {
  return {
    now,
    step: () => false,
    story: () => ({ steps: [], outcome: null, standing, visits: [], effects: [] }),
  };
}

class Played implements Simulation {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get now(): number {
    return this.#world.now;
  }

  step(): boolean {
    return takeTurn(this.#world);
  }

  story(): SimulatedRun {
    const { steps, state, visits, effects } = this.#world;
    return {
      steps: steps.slice(),
      outcome: state.finished,
      standing: sayStanding(this.#world),
      visits: [...visits.values()],
      effects: effects.slice(),
    };
  }
}

function sayStanding(world: World): string {
  if (world.state.finished !== null) return "ended";
  if (world.turns >= MAX_TURNS) return "goes in a circle";
  const places = standingOf(world).at.map(({ name, what }) => `${name}: ${what}`);
  return places.join("; ") || "ends";
}

interface Beginning {
  readonly plan: Plan;
  readonly scenario: Scenario;
  readonly options: SimulationOptions;
  readonly now: number;
  readonly entry: MatchedEvent;
  readonly subject: string;
  readonly triggerStep: string;
}

function createWorld({ plan, scenario, options, now, entry, subject, triggerStep }: Beginning): World {
  const run = `${plan.flow}.simulated`;
  const profile = scenario.profile ?? {};
  const startedAt = entry.receivedAt;
  const waits = new Waits(plan);
  waits.openStatic({ id: run, subject, entry });
  return {
    plan,
    scenario,
    nodeTypes: options.nodeTypes,
    run,
    subject,
    agenda: happeningsOf(scenario).map(({ after, what }) => ({ at: now + after, what })),
    waits,
    past: [],
    pending: [],
    openTasks: new Set(),
    steps: [],
    visits: new Map(),
    effects: [],
    state: initialDraft({
      plan,
      planHash: "",
      run,
      subject,
      trigger: entry,
      triggerStep,
      profile,
      startedAt,
    }),
    facts: [{ kind: "started", at: now }],
    profile: { attributes: profile, times: {} },
    now,
    accepted: 1,
    n: 0,
    wakeAt: null,
    turns: 0,
  };
}

/** Derived from a scenario and kept as long as it is: it is played many times. */
const happeningsByScenario = new WeakMap<Scenario, readonly Timed[]>();

interface Timed {
  /** Ms after the beginning. */
  readonly after: number;
  readonly what: Happening;
}

/** What happens in a scenario, in order of time. */
function happeningsOf(scenario: Scenario): readonly Timed[] {
  let timed = happeningsByScenario.get(scenario);
  if (timed === undefined) {
    timed = (scenario.happenings ?? [])
      .map((what) => ({ after: msOf(what.after), what }))
      .toSorted((a, b) => a.after - b.after);
    happeningsByScenario.set(scenario, timed);
  }
  return timed;
}

function takeTurn(world: World): boolean {
  if (world.state.finished !== null || world.turns >= MAX_TURNS) return false;
  if (world.facts.length === 0 && !moveOn(world)) return false;
  world.turns += 1;
  const { facts } = world;
  world.facts = [];
  for (const command of advanceDraft(world.plan, world.state, facts)) answerCommand(world, command);
  const outcome = world.state.finished;
  if (outcome !== null) world.steps.push({ at: world.now, kind: "ended", outcome });
  return outcome === null;
}

/** Jumps to what comes next; what happens comes before timers. */
function moveOn(world: World): boolean {
  const { agenda, wakeAt } = world;
  const [next] = agenda;
  if (next !== undefined && (wakeAt === null || next.at <= wakeAt)) {
    agenda.shift();
    world.now = Math.max(world.now, next.at);
    if ("match" in next) match(world, next.match);
    else happen(world, next.what);
    return true;
  }
  if (wakeAt === null) return false;
  world.now = Math.max(world.now, wakeAt);
  world.wakeAt = null;
  world.facts.push({ kind: "timer", at: world.now });
  return true;
}

function happen(world: World, happening: Happening): void {
  if ("cancel" in happening) deliver(world, { kind: "cancel", by: "scenario" });
  else if ("event" in happening) receive(world, happening.event, msOf(happening.matchedAfter ?? 0));
  else decide(world, happening);
}

/** An event is accepted now and matched later, in the order of acceptance. */
function receive(world: World, drawn: ScenarioEvent, laterMs: number): void {
  const { now, agenda, pending } = world;
  world.accepted += 1;
  const event = accept(drawn, world.accepted, now, world.subject);
  if (laterMs === 0 && pending.length === 0) return match(world, event);
  const last = agenda.findLast((entry) => "match" in entry);
  const at = Math.max(now + laterMs, last?.at ?? 0);
  pending.push(now);
  const place = agenda.findIndex((entry) => entry.at > at);
  agenda.splice(place < 0 ? agenda.length : place, 0, { at, match: event });
}

/** What the matcher does with an event: it wakes waits, and deadlines that no older event can beat any more stand. */
function match(world: World, accepted: Accepted): void {
  const { now: at, past, pending, waits } = world;
  pending.shift();
  const event: MatchedEvent = { ...accepted, no: past.length + 2 };
  past.push(event);
  learn(world, event);
  const wakes = waits.match(event, world.profile.attributes);
  world.steps.push({ at, kind: "event", type: event.type, wakes: wakes.map(({ step }) => step) });
  for (const { step, port } of wakes) deliver(world, { kind: "event", wait: step, port, event });
  for (const wait of waits.expireAll(pending[0] ?? null)) deliver(world, { kind: "expired", wait });
}

/** What an event says of the run's subject is known from then on. */
function learn(world: World, event: MatchedEvent): void {
  const said = traitsOf(event);
  if (said === null || said.subject !== world.subject) return;
  const merged = mergeTraits(world.profile, said.traits, traitTime(event, Date.parse(event.receivedAt)));
  if (merged.ok) world.profile = merged.profile;
}

function decide(world: World, happening: Extract<Happening, { decide: string }>): void {
  const { decide: node, decision, values = {}, by = "scenario" } = happening;
  const step = [...world.openTasks].findLast((open) => nodeOf(open) === node);
  if (step === undefined) return;
  world.openTasks.delete(step);
  const at = instantText(world.now);
  deliver(world, { kind: "decision", task: `${world.run}.${step}`, step, decision, values, by, at });
}

function accept(event: ScenarioEvent, seq: number, at: number, subject: string | undefined): Accepted {
  const receivedAt = instantText(at);
  const { type, id = `event-${seq}`, source = "scenario" } = event;
  const about = event.subject ?? subject;
  const data = (event.data ?? {}) as Json;
  // Written out: a spread would cost more than the rest.
  return about === undefined
    ? { id, source, type, time: receivedAt, data, seq, receivedAt }
    : { id, source, type, subject: about, time: receivedAt, data, seq, receivedAt };
}

function msOf(duration: string | number): number {
  const ms = typeof duration === "number" ? duration : durationToMs(duration);
  if (ms !== null) return ms;
  throw new SyntaxError(`Cannot read duration "${duration}": write for example PT30M or P1D`);
}
