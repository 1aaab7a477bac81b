// What a simulation knows: the run's state and everything around it that a database and a clock would hold.
import type { MatchedEvent } from "../event.ts";
import type { JsonObject } from "../json.ts";
import type { Profile } from "../merge-traits.ts";
import type { NodeTypes } from "../node-type.ts";
import type { Plan } from "../plan.ts";
import type { Delivery, Fact, Visit } from "../stepper/facts.ts";
import type { Draft } from "../stepper/state.ts";
import type { Happening, Scenario, SimulatedStep } from "./scenario.ts";
import type { Waits } from "./waits.ts";

/** An event that was accepted and not matched yet. */
export type Accepted = Omit<MatchedEvent, "no">;

export interface World {
  readonly plan: Plan;
  readonly scenario: Scenario;
  readonly nodeTypes: NodeTypes | undefined;
  readonly run: string;
  readonly subject: string;
  /** What is to come, in order of time. */
  readonly agenda: (
    | { readonly at: number; readonly what: Happening }
    | { readonly at: number; readonly match: Accepted }
  )[];
  readonly waits: Waits;
  /** Matched events, in order. */
  readonly past: MatchedEvent[];
  /** When each event was received that is not matched yet, in order. */
  readonly pending: number[];
  readonly openTasks: Set<string>;
  readonly steps: SimulatedStep[];
  readonly visits: Map<string, Visit>;
  readonly effects: { at: number; step: string; type: string; config: JsonObject }[];
  readonly state: Draft;
  facts: Fact[];
  /** Of the run's subject: events of the scenario change it. */
  profile: Profile;
  now: number;
  /** How many events were accepted. */
  accepted: number;
  /** The last number that a delivery got. */
  n: number;
  wakeAt: number | null;
  /** Turns that were played. */
  turns: number;
}

/** Gives the run something under its next number. */
export function deliver(world: World, delivery: Delivery): void {
  world.n += 1;
  world.facts.push({ kind: "delivered", n: world.n, delivery, at: world.now });
}
