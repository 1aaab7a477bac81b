// The people of the world: they decide tasks, cancel, pause, terminate, and tidy up afterwards.
import { changeProfile, controlRun, decideTask } from "@throughline/protocol";
import type { ControlRunRequest } from "@throughline/protocol";
import type { ChaosParts } from "./chaos.ts";
import { SUBJECTS } from "./client.ts";
import { pick } from "./random.ts";
import { signalByHand } from "./signal-by-hand.ts";

export interface Operator {
  readonly operate: () => void;
  readonly tidy: () => void;
}

const BY = "operator";

/** Creates somebody who does one thing whenever asked. */
export function createOperator(
  parts: Pick<ChaosParts, "simulator" | "db" | "engine" | "openDoors">,
): Operator {
  const { simulator, db, engine } = parts;
  const { random } = simulator;

  function control(request: ControlRunRequest): void {
    simulator.note(() => `${request.kind} ${request.run}`);
    // An operator who sees an error tries again, or not.
    pick(random, parts.openDoors())
      .transact(controlRun, request)
      .catch(() => {});
  }

  /** Tries once more something that was given up, or was tried again before. */
  function retry(): void {
    if (db.deadLetters.length === 0) return;
    const [place] = pick(random, [...db.deadLetters.entries()]);
    const id = place + 1;
    simulator.note(() => `retry dead letter ${id}`);
    pick(random, parts.openDoors())
      .retryDeadLetter({ id: `${id}` })
      .then(
        (answer) => simulator.note(() => `retry dead letter ${id}: ${answer.kind}`),
        () => {},
      );
  }

  /** Corrects what is known of somebody, or takes it back. */
  function change(): void {
    const field = pick(random, ["seen", "city"]);
    const value = random.next() < 0.3 ? null : `${simulator.now}`;
    const request = { subject: pick(random, SUBJECTS), changes: { [field]: value }, by: "operator" };
    pick(random, parts.openDoors())
      .transact(changeProfile, request)
      .catch(() => {});
  }

  /** Opens the page of a run. */
  function look(): void {
    const [run] = db.runs.keys();
    if (run === undefined) return;
    pick(random, parts.openDoors())
      .readRun({ run })
      .catch(() => {});
  }

  function operate(): void {
    const runs = [...db.runs.values()].filter(
      ({ state }) => state === "queued" || state === "starting" || state === "open",
    );
    const tasks = [...db.tasks.values()].filter(({ state }) => state === "open");
    if (tasks.length > 0 && random.next() < 0.5) {
      const request = { task: pick(random, tasks).id, decision: "yes", values: {}, by: BY };
      pick(random, parts.openDoors())
        .transact(decideTask, request)
        .catch(() => {});
    }
    if (random.next() < 0.3) retry();
    if (random.next() < 0.1) change();
    if (random.next() < 0.05) look();
    const anybody = [...engine.workflows.values()].filter(({ isRunning }) => isRunning);
    if (anybody.length > 0 && random.next() < 0.2) signalByHand(random, pick(random, anybody));
    if (runs.length === 0) return;
    const { id: run } = pick(random, runs);
    const drawn = random.next();
    const workflow = engine.workflows.get(run);
    if (drawn < 0.1) control({ kind: "cancel", run, by: BY });
    else if (drawn < 0.25) control({ kind: "pause", run, by: BY });
    else if (drawn < 0.4) control({ kind: "resume", run, by: BY });
    else if (drawn < 0.45 && workflow?.isRunning === true) workflow.tell({ kind: "cancelled" });
    else if (drawn < 0.48 && workflow?.isRunning === true) workflow.terminate();
  }

  /** Paused flows and runs go on; parked ones are cancelled; some dead letter is tried again. */
  function tidy(): void {
    retry();
    for (const flow of db.routing.paused) {
      pick(random, parts.openDoors())
        .controlFlow({ kind: "resume", flow, by: BY })
        .catch(() => {});
    }
    for (const { input, state, isRunning } of engine.workflows.values()) {
      if (!isRunning) continue;
      if (state.isPaused) control({ kind: "resume", run: input.run, by: BY });
      else if (state.held !== null || state.tokens.some(({ phase }) => phase === "parked"))
        control({ kind: "cancel", run: input.run, by: BY });
    }
  }

  return { operate, tidy };
}
