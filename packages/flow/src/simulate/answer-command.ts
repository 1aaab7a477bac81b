// What the host and the database would do with a command, and the fact that answers it.
import { readZone } from "../time/host-zones.ts";
import type { Command, Visit } from "../stepper/facts.ts";
import { stepId } from "../step-id.ts";
import { mockAnswer } from "./mock-answer.ts";
import { deliver } from "./world.ts";
import type { World } from "./world.ts";

/** Carries out one command of the stepper. */
export function answerCommand(world: World, command: Command): void {
  const { now: at, facts } = world;
  switch (command.kind) {
    case "run": {
      const { step, type, config } = command;
      world.effects.push({ at, step, type, config });
      facts.push(mockAnswer(world, step));
      return;
    }
    case "open-wait": {
      const early = world.waits.open(command, world.past, world.profile.attributes);
      facts.push({ kind: "opened", step: command.step, at });
      if (early !== null)
        deliver(world, { kind: "event", wait: early.wake.step, port: early.wake.port, event: early.event });
      return;
    }
    case "expire-wait": {
      const { step, deadline } = command;
      const answer = world.waits.expire(step, deadline, world.pending[0] ?? null);
      facts.push({ kind: "expired", step, answer, at });
      return;
    }
    case "open-task":
      world.openTasks.add(command.step);
      facts.push({ kind: "opened", step: command.step, at });
      return;
    case "expire-task": {
      const isOpen = world.openTasks.delete(command.step);
      facts.push({ kind: "overdue", step: command.step, answer: isOpen ? "overdue" : "decided", at });
      return;
    }
    case "read-zone": {
      const { step, zone, span } = command;
      facts.push({ kind: "zone", step, zone, span, clocks: readZone(zone, span), at });
      return;
    }
    case "read-profile":
      facts.push({ kind: "profile", step: command.step, profile: world.profile.attributes, at });
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
    case "cancel-step":
    case "continue":
    case "finish":
  }
}

function tell(world: World, visit: Visit): void {
  const step = stepId(visit);
  const { now: at } = world;
  world.visits.set(step, visit);
  if (visit.state === "left") world.steps.push({ at, kind: "left", step, port: visit.port ?? "" });
  else world.steps.push({ at, kind: visit.state === "active" ? "entered" : visit.state, step });
}
