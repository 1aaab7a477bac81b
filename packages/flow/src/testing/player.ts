import type { Json, JsonObject } from "../json.ts";
import { eventTypeOf } from "../judge/trigger.ts";
import type { Plan } from "../plan.ts";
import { advance } from "../stepper/advance.ts";
import type { Command, StartInput } from "../stepper/facts.ts";
import { initialState } from "../stepper/state.ts";
import type { State } from "../stepper/state.ts";
import { commandsText } from "./commands-text.ts";
import { factsFromText } from "./facts-from-text.ts";

/** A start at 1970-01-01T00:00:00Z, so that instants in a test are small numbers. */
export function startInput(plan: Plan, data: Json = {}, profile: JsonObject = {}): StartInput {
  const [first] = plan.triggers;
  const startedAt = "1970-01-01T00:00:00.000Z";
  return {
    plan,
    planHash: "",
    run: `${plan.flow}.abcdefghijklmnopqrstuvwxyz`,
    subject: "c1",
    trigger: {
      id: "e0",
      source: "test",
      type: first === undefined ? "" : eventTypeOf(first),
      subject: "c1",
      data,
      seq: 1,
      no: 1,
      receivedAt: startedAt,
    },
    triggerStep: first?.step ?? "",
    profile,
    startedAt,
  };
}

/** Plays facts against a run and tells the commands. */
export interface Player {
  /** Takes facts in notation and returns the commands in notation, without visits and shows. */
  play(facts: string): string;
  /** All commands of the last call. */
  readonly commands: readonly Command[];
  readonly state: State;
}

/** Creates a run of a plan and plays `started`. */
export function createPlayer(plan: Plan, data: Json = {}, profile: JsonObject = {}): Player {
  let state = initialState(startInput(plan, data, profile));
  let commands: readonly Command[] = [];
  let now = 0;
  return {
    play(text) {
      const facts = factsFromText(text, now);
      now = facts.at(-1)?.at ?? now;
      ({ state, commands } = advance(plan, state, facts));
      return commandsText(commands);
    },
    get commands() {
      return commands;
    },
    get state() {
      return state;
    },
  };
}
