// One run as the workflow's host runs it: facts into the real stepper, commands out to workers, continued as new.
import { readZone } from "@throughline/flow";
import { initialState } from "@throughline/flow/stepper";
import type { Command, Fact, SinceFrom, StartInput, State, advance } from "@throughline/flow/stepper";
import { between } from "./random.ts";
import type { Simulator } from "./simulator.ts";

type Untimed = Fact extends infer F ? (F extends Fact ? Omit<F, "at"> : never) : never;
/** A fact before it has its time. */
export type NewFact = Untimed;

/** A command that a worker carries out; its answer comes back as a fact. */
export type Act =
  | Extract<
      Command,
      { kind: "run" | "open-wait" | "expire-wait" | "open-task" | "expire-task" | "read-profile" | "close" }
    >
  | { readonly kind: "store-trail"; readonly part: number };

/** The rules of the host, so that a test can put an old mistake back. */
export interface HostRules {
  readonly advance: typeof advance;
}

export interface WorkflowParts {
  readonly simulator: Simulator;
  /** Gives an act to a worker, which tells its answer. */
  readonly perform: (workflow: ModelWorkflow, act: Act) => void;
  readonly onEnd: (workflow: ModelWorkflow) => void;
  /** Facts of an execution before it is continued as new. */
  readonly drainAfter: number;
  readonly rules: HostRules;
}

export class ModelWorkflow {
  readonly input: StartInput;
  state: State;
  isRunning = true;
  outcome: string | null = null;
  execution = 1;
  /** Executions that continued as new with nothing having happened in them. */
  idleExecutions = 0;
  /** How often it asked to close, by what it had handled: nothing new was known in between. */
  readonly closeAsks = new Map<number, number>();
  readonly requestIds = new Set<string>();
  /** Numbers in the order in which the stepper took them. */
  readonly handled: number[] = [];
  /** When `expire-wait` was asked with which deadline, by step. */
  readonly deadlines = new Map<string, number>();
  /** From where a wait that was opened on the way counts, by step. */
  readonly sinces = new Map<string, SinceFrom>();
  readonly #parts: WorkflowParts;
  #inbox: Fact[] = [];
  #pending = 0;
  #facts = 0;
  #timer = 0;
  #isDraining = false;
  #continuing: "no" | "storing" | "stored" = "no";
  #isScheduled = false;

  constructor(input: StartInput, parts: WorkflowParts) {
    this.input = input;
    this.#parts = parts;
    this.state = initialState(input);
    this.tell({ kind: "started" });
  }

  tell(fact: NewFact): void {
    this.#inbox.push({ ...fact, at: this.#parts.simulator.now });
    this.#schedule();
  }

  /** The answer of an act; an execution that was terminated takes none. */
  answer(fact: NewFact): void {
    this.#pending -= 1;
    if (fact.kind === "opened" && fact.step === STORED) {
      this.#continuing = "stored";
      this.#schedule();
    } else this.tell(fact);
  }

  /** Ended from outside: no more tasks. */
  terminate(): void {
    this.isRunning = false;
    this.#parts.onEnd(this);
  }

  #schedule(): void {
    if (this.#isScheduled || !this.isRunning) return;
    this.#isScheduled = true;
    const { simulator } = this.#parts;
    simulator.after(between(simulator.random, 0, 5), null, () => {
      this.#isScheduled = false;
      if (this.isRunning) this.#task();
    });
  }

  #task(): void {
    const { simulator, rules, drainAfter } = this.#parts;
    const facts = this.#inbox;
    this.#inbox = [];
    this.#facts += facts.length;
    if (!this.#isDraining && this.#facts >= drainAfter) {
      this.#isDraining = true;
      facts.push({ kind: "drain", at: simulator.now });
    }
    const before = this.state.handled;
    const step = rules.advance(this.input.plan, this.state, facts);
    this.state = step.state;
    for (let n = before + 1; n <= step.state.handled; n += 1) this.handled.push(n);
    for (const command of step.commands) this.#issue(command);
    if (this.outcome !== null) {
      this.isRunning = false;
      this.#parts.onEnd(this);
      return;
    }
    if (this.#continuing === "stored" && this.#inbox.length === 0 && this.#pending === 0)
      this.#continueAsNew();
  }

  #issue(command: Command): void {
    switch (command.kind) {
      case "wake-at":
        this.#wakeAt(command.at);
        return;
      case "read-zone": {
        const { step, zone, span } = command;
        this.tell({ kind: "zone", step, zone, span, clocks: readZone(zone, span) });
        return;
      }
      case "continue":
        if (this.#continuing !== "no") return;
        this.#continuing = "storing";
        this.#perform({ kind: "store-trail", part: this.execution });
        return;
      case "finish":
        this.outcome = command.outcome;
        return;
      case "visit":
      case "show":
      case "cancel-step":
        return;
      case "expire-wait":
        this.deadlines.set(command.step, command.deadline);
        this.#perform(command);
        return;
      case "open-wait":
        this.sinces.set(command.step, command.since);
        this.#perform(command);
        return;
      case "close":
        this.closeAsks.set(command.handled, (this.closeAsks.get(command.handled) ?? 0) + 1);
        this.#perform(command);
        return;
      case "run":
      case "open-task":
      case "expire-task":
      case "read-profile":
        this.#perform(command);
    }
  }

  #perform(act: Act): void {
    this.#pending += 1;
    this.#parts.simulator.note(() => `${this.input.run} asks ${act.kind}`);
    this.#parts.perform(this, act);
  }

  #wakeAt(at: number | null): void {
    this.#timer += 1;
    const timer = this.#timer;
    if (at === null) return;
    const { simulator } = this.#parts;
    simulator.after(Math.max(0, at - simulator.now), null, () => {
      if (timer === this.#timer && this.isRunning) this.tell({ kind: "timer" });
    });
  }

  #continueAsNew(): void {
    if (!this.state.hasMoved) this.idleExecutions += 1;
    this.execution += 1;
    this.requestIds.clear();
    this.state = JSON.parse(JSON.stringify(this.state)) as State;
    this.#facts = 0;
    this.#isDraining = false;
    this.#continuing = "no";
    this.#timer += 1;
    this.#parts.simulator.note(() => `${this.input.run} continues as new`);
    this.tell({ kind: "continued" });
  }
}

/** The step that the answer of `store-trail` names: no node is called so. */
export const STORED = "store-trail";
