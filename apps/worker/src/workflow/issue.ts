// One function per command of the stepper. None waits: an answer comes back as a fact.
import type { Command } from "@throughline/flow/stepper";
import { callProtocolStep } from "./call-protocol-step.ts";
import { tell } from "./host.ts";
import type { Host } from "./host.ts";
import { storeTrail } from "./store-trail.ts";
import { showToOperators } from "./operator-view.ts";
import { projection } from "./projection-sink.ts";
import { cancelStep, runStep } from "./run-step.ts";
import { wakeAt } from "./timer.ts";

type Issuers = {
  readonly [Kind in Command["kind"]]: (host: Host, command: Extract<Command, { kind: Kind }>) => void;
};

const issuers = {
  run: runStep,
  "cancel-step": (host, { step }) => cancelStep(host, step),
  "wake-at": (host, { at, name }) => wakeAt(host, at, name),
  "open-wait": (host, { step, name, rows, since }) => {
    const call = { run: host.input.run, step, rows, since };
    callProtocolStep(host, "open-wait", call, {
      summary: name,
      onAnswer: () => tell(host, { kind: "opened", step }),
    });
  },
  "expire-wait": (host, { step, name, deadline }) => {
    const call = { run: host.input.run, step, deadline };
    callProtocolStep(host, "expire-wait", call, {
      summary: name,
      onAnswer: (answer) => {
        if (answer.kind === "answer") tell(host, { kind: "expired", step, answer: answer.answer });
      },
    });
  },
  "open-task": (host, { kind: _kind, name, ...task }) => {
    const call = { run: host.input.run, ...task };
    callProtocolStep(host, "open-task", call, {
      summary: name,
      onAnswer: (answer) => {
        if (answer.kind === "refused") {
          const { code, message } = answer;
          tell(host, { kind: "failed", step: task.step, code, message });
        } else tell(host, { kind: "opened", step: task.step });
      },
    });
  },
  "expire-task": (host, { step, name }) => {
    callProtocolStep(
      host,
      "expire-task",
      { run: host.input.run, step },
      {
        summary: name,
        onAnswer: (answer) => {
          if (answer.kind === "answer") tell(host, { kind: "overdue", step, answer: answer.answer });
        },
      },
    );
  },
  "read-zone": (host, { step, name, zone, span }) => {
    callProtocolStep(
      host,
      "read-zone",
      { zone, span },
      {
        summary: name,
        onAnswer: ({ clocks }) => tell(host, { kind: "zone", step, zone, span, clocks }),
      },
    );
  },
  "read-profile": (host, { step, name }) => {
    callProtocolStep(
      host,
      "read-profile",
      { run: host.input.run },
      {
        summary: name,
        onAnswer: (answer) => {
          if (answer.kind === "profile") tell(host, { kind: "profile", step, profile: answer.profile });
        },
      },
    );
  },
  show: (host, command) => {
    showToOperators(command, host.shown);
    host.shown = command;
    const { state, waitingFor, wakeAt: wakes, parkReason, held, at } = command;
    projection.show({
      at: Date.now(),
      state,
      waitingFor,
      wakeAt: wakes,
      parkReason,
      ...(held === undefined ? {} : { held }),
      nodes: at,
    });
  },
  visit: (host, { visit }) => {
    host.trail.record(visit);
    const { input: _input, output: _output, error: _error, ...seen } = visit;
    projection.visit(host.input.plan.version, seen);
  },
  close: (host, { outcome, handled, isForced }) => {
    const call = { run: host.input.run, outcome, handled, isForced, trail: host.trail.all() };
    callProtocolStep(host, "close-run", call, {
      onAnswer: (answer) => tell(host, { kind: "closed", answer }),
    });
  },
  continue: storeTrail,
  finish: (host, { outcome }) => {
    host.outcome = outcome;
  },
} satisfies Issuers;

/** Carries out what the stepper wants, in its order. */
export function issue(host: Host, commands: readonly Command[]): void {
  for (const command of commands) {
    // The table's type ties each key to its command; TypeScript cannot see that through an index.
    const issuer = issuers[command.kind] as (host: Host, command: Command) => void;
    issuer(host, command);
  }
}
