// Plays a plan on a virtual clock: the stepper is the real one, the world around it is in memory.
import { durationToMs } from "../duration.ts";
import type { MatchedEvent } from "../event.ts";
import { judgeEntry } from "../judge/entry.ts";
import type { Json, JsonObject } from "../json.ts";
import { nextInstant } from "../next-instant.ts";
import type { NodeTypes } from "../node-type.ts";
import type { Plan } from "../plan.ts";
import { advance } from "../stepper/advance.ts";
import type { Command, Delivery, Fact, Visit } from "../stepper/facts.ts";
import { initialState } from "../stepper/state.ts";
import type { State } from "../stepper/state.ts";
import { mockAnswer } from "./mock-answer.ts";
import type { Happening, Scenario, ScenarioEvent, SimulatedStep } from "./scenario.ts";
import { Waits } from "./waits.ts";

export interface SimulationOptions {
  /** Their samples answer for steps that the scenario does not mock. */
  readonly nodeTypes?: NodeTypes;
}

export interface Simulation {
  readonly steps: readonly SimulatedStep[];
  /** Null when the run was still waiting, parked or never started at the end of the scenario. */
  readonly outcome: string | null;
  /** Why there was no run, or where it stands. */
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

const START_AT = "2026-01-05T10:00:00.000Z";
/** More turns than this for one scenario can only be a flow that goes in a circle. */
const MAX_TURNS = 100_000;

/** Plays a scenario to its end. Waiting costs nothing: the clock jumps. */
export function simulate(plan: Plan, scenario: Scenario, options: SimulationOptions = {}): Simulation {
  const startAt = Date.parse(scenario.startAt ?? START_AT);
  const entry = toEvent(scenario.entry, { no: 1, at: startAt, subject: scenario.entry.subject });
  const start = findStart(plan, entry);
  if (!start.ok) return { steps: [], outcome: null, standing: start.reason, visits: [], effects: [] };
  const world = createWorld(plan, scenario, options, { entry, startAt, subject: start.subject });
  world.state = initialState({
    plan,
    planHash: "",
    run: world.run,
    subject: start.subject,
    trigger: entry,
    triggerStep: start.step,
    profile: scenario.profile ?? {},
    startedAt: new Date(startAt).toISOString(),
  });
  world.facts.push({ kind: "started", at: startAt });
  play(world);
  return {
    steps: world.steps,
    outcome: world.state.finished,
    standing: world.standing,
    visits: [...world.visits.values()],
    effects: world.effects,
  };
}

interface World {
  readonly plan: Plan;
  readonly scenario: Scenario;
  readonly options: SimulationOptions;
  readonly run: string;
  readonly subject: string;
  readonly happenings: (Happening & { readonly at: number })[];
  readonly waits: Waits;
  readonly past: MatchedEvent[];
  readonly openTasks: Map<string, { readonly step: string }>;
  readonly steps: SimulatedStep[];
  readonly visits: Map<string, Visit>;
  readonly effects: { at: number; step: string; type: string; config: JsonObject }[];
  now: number;
  n: number;
  facts: Fact[];
  state: State;
  wakeAt: number | null;
  standing: string;
}

function createWorld(
  plan: Plan,
  scenario: Scenario,
  options: SimulationOptions,
  {
    entry,
    startAt,
    subject,
  }: { readonly entry: MatchedEvent; readonly startAt: number; readonly subject: string },
): World {
  const run = `${plan.flow}.simulated`;
  const waits = new Waits(plan);
  waits.openStatic({ id: run, subject, entry });
  const happenings = (scenario.happenings ?? [])
    .map((happening) => ({ ...happening, at: startAt + afterMs(happening.after) }))
    .sort((a, b) => a.at - b.at);
  return {
    plan,
    scenario,
    options,
    run,
    subject,
    happenings,
    waits,
    past: [],
    openTasks: new Map(),
    steps: [],
    visits: new Map(),
    effects: [],
    now: startAt,
    n: 0,
    facts: [],
    // Replaced before the first turn; there is no run without a state.
    state: undefined as unknown as State,
    wakeAt: null,
    standing: "running",
  };
}

function play(world: World): void {
  for (let turns = 0; turns < MAX_TURNS; turns += 1) {
    if (world.facts.length === 0 && !moveOn(world)) return;
    const facts = world.facts;
    world.facts = [];
    const { state, commands } = advance(world.plan, world.state, facts);
    world.state = state;
    for (const command of commands) obey(world, command);
    if (state.finished !== null) {
      world.steps.push({ at: world.now, kind: "ended", outcome: state.finished });
      world.standing = "ended";
      return;
    }
  }
  world.standing = "goes in a circle";
}

/** Jumps to what comes next; what happens comes before timers. False: nothing will ever come. */
function moveOn(world: World): boolean {
  const [next] = world.happenings;
  if (next !== undefined && (world.wakeAt === null || next.at <= world.wakeAt)) {
    world.happenings.shift();
    world.now = Math.max(world.now, next.at);
    happen(world, next);
    return true;
  }
  if (world.wakeAt === null) return false;
  world.now = Math.max(world.now, world.wakeAt);
  world.wakeAt = null;
  world.facts.push({ kind: "timer", at: world.now });
  return true;
}

function happen(world: World, happening: Happening): void {
  if ("cancel" in happening) return deliver(world, { kind: "cancel", by: "scenario" });
  if ("event" in happening) {
    const event = toEvent(happening.event, {
      no: world.past.length + 2,
      at: world.now,
      subject: world.subject,
    });
    world.past.push(event);
    const wakes = world.waits.match(event);
    world.steps.push({
      at: world.now,
      kind: "event",
      type: event.type,
      wakes: wakes.map(({ step }) => step),
    });
    for (const { step, port } of wakes) deliver(world, { kind: "event", wait: step, port, event });
    return;
  }
  const task = world.openTasks.get(happening.decide);
  if (task === undefined) return;
  world.openTasks.delete(happening.decide);
  const { decision, values = {}, by = "scenario" } = happening;
  const at = new Date(world.now).toISOString();
  deliver(world, {
    kind: "decision",
    task: `${world.run}.${task.step}`,
    step: task.step,
    decision,
    values,
    by,
    at,
  });
}

function deliver(world: World, delivery: Delivery): void {
  world.n += 1;
  world.facts.push({ kind: "delivered", n: world.n, delivery, at: world.now });
}

function obey(world: World, command: Command): void {
  const { now: at, facts } = world;
  switch (command.kind) {
    case "run": {
      const { step, type, config } = command;
      world.effects.push({ at, step, type, config });
      facts.push({ at, ...mockAnswer(world.plan, step, world.scenario, world.options.nodeTypes) });
      return;
    }
    case "open-wait": {
      const early = world.waits.open(command.step, command.rows, command.since, world.past);
      facts.push({ kind: "opened", step: command.step, at });
      if (early !== null)
        deliver(world, { kind: "event", wait: early.wake.step, port: early.wake.port, event: early.event });
      return;
    }
    case "expire-wait":
      facts.push({ kind: "expired", step: command.step, answer: world.waits.expire(command.step), at });
      return;
    case "open-task":
      world.openTasks.set(nodeOf(command.step), { step: command.step });
      facts.push({ kind: "opened", step: command.step, at });
      return;
    case "expire-task": {
      const isOpen = world.openTasks.delete(nodeOf(command.step));
      facts.push({ kind: "overdue", step: command.step, answer: isOpen ? "overdue" : "decided", at });
      return;
    }
    case "next-instant":
      facts.push({ kind: "instant", step: command.step, instant: nextInstant(command.rule, at), at });
      return;
    case "read-profile":
      facts.push({ kind: "profile", step: command.step, profile: world.scenario.profile ?? {}, at });
      return;
    case "wake-at":
      world.wakeAt = command.at;
      return;
    case "close":
      facts.push({ kind: "closed", answer: { kind: "closed", outcome: command.outcome }, at });
      return;
    case "visit":
      tell(world, command.visit);
      return;
    case "show":
      world.standing = command.at.map(({ name, what }) => `${name}: ${what}`).join("; ");
      return;
    case "cancel-step":
    case "continue":
    case "finish":
  }
}

function tell(world: World, visit: Visit): void {
  const step = `${visit.node}.${visit.visit}`;
  world.visits.set(step, visit);
  const { now: at } = world;
  if (visit.state === "left") world.steps.push({ at, kind: "left", step, port: visit.port ?? "" });
  else world.steps.push({ at, kind: visit.state === "active" ? "entered" : visit.state, step });
}

type Start =
  | { readonly ok: true; readonly step: string; readonly subject: string }
  | { readonly ok: false; readonly reason: string };

/** The first trigger that takes the event, and whom the run is about. */
function findStart(plan: Plan, event: MatchedEvent): Start {
  const verdict = judgeEntry(plan, event);
  switch (verdict.kind) {
    case "enter":
      return { ok: true, step: verdict.trigger.step, subject: verdict.subject };
    case "refuse":
      return {
        ok: false,
        reason: verdict.code === "no-subject" ? `no subject: ${verdict.reason}` : verdict.reason,
      };
    case "miss":
      return {
        ok: false,
        reason:
          verdict.misses.map(() => "the filter says no").join("; ") || `no trigger takes "${event.type}"`,
      };
  }
}

function toEvent(
  event: ScenarioEvent,
  { no, at, subject }: { readonly no: number; readonly at: number; readonly subject: string | undefined },
): MatchedEvent {
  const receivedAt = new Date(at).toISOString();
  const about = event.subject ?? subject;
  return {
    id: event.id ?? `event-${no}`,
    source: event.source ?? "scenario",
    type: event.type,
    time: receivedAt,
    ...(about === undefined ? {} : { subject: about }),
    data: (event.data ?? {}) as Json,
    seq: no,
    no,
    receivedAt,
  };
}

function afterMs(after: string | number): number {
  const ms = typeof after === "number" ? after : durationToMs(after);
  if (ms === null) throw new SyntaxError(`Cannot read duration "${after}": write for example PT30M or P1D`);
  return ms;
}

function nodeOf(step: string): string {
  return step.slice(0, step.lastIndexOf("."));
}
