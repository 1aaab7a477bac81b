import type { Command } from "../stepper/facts.ts";

/** Commands as text, one a line. Visits and what is shown are left out unless `all`. */
export function commandsText(commands: readonly Command[], all = false): string {
  return commands
    .filter(({ kind }) => all || (kind !== "visit" && kind !== "show"))
    .map(lineOf)
    .join("\n");
}

function lineOf(command: Command): string {
  switch (command.kind) {
    case "run":
      return `run ${command.step} ${JSON.stringify(command.config)}`;
    case "open-wait":
      return `open-wait ${command.step} ${command.rows.map(({ type, key }) => `${type}=${key}`).join(" ")}`;
    case "open-task":
      return `open-task ${command.step} ${command.queue}${command.dueAt === null ? "" : ` due ${command.dueAt}`}`;
    case "wake-at":
      return `wake-at ${command.at ?? "never"}`;
    case "show":
      return `show ${command.state}${command.parkReason === null ? "" : ` ${command.parkReason}`} ${command.waitingFor.join(" ")}`.trimEnd();
    case "visit": {
      const { node, visit, state, port } = command.visit;
      return `visit ${node}.${visit} ${state}${port === undefined ? "" : ` ${port}`}`;
    }
    case "close":
      return `close ${command.outcome} ${command.handled}`;
    case "finish":
      return `finish ${command.outcome}`;
    case "continue":
      return "continue";
    case "expire-wait":
    case "expire-task":
    case "read-zone":
    case "read-profile":
    case "cancel-step":
      return `${command.kind} ${command.step}`;
  }
}
