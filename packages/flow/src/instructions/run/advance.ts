import type { Json, JsonObject } from "../../json.ts";
import { pickPaths } from "../../stepper/pick-paths.ts";
import { approximateBytes, MAX_CARRIED_BYTES } from "../../stepper/size.ts";
import { ask, block, hasRoom, leave, park, scopeOf, storeOutput } from "../../stepper/turn.ts";
import { clocksOf } from "../../stepper/zones.ts";
import type { Behaviour } from "../behaviour.ts";
import { evaluateConfig } from "./evaluate-config.ts";

/** Does something outside: an activity whose answer comes back as a fact. */
export const run: Behaviour<"run"> = {
  enter(turn, token, step) {
    if (!hasRoom(turn, token)) return;
    const scope = scopeOf(turn);
    const config = evaluateConfig(token.config ?? step.config, scope, clocksOf(turn), step.config);
    if (!config.ok) {
      park(turn, token, "expression-error", `${config.field}: ${config.message}`);
      return;
    }
    const { entry } = turn.state;
    const given = { ...pickPaths(scope, step.scopePaths), subject: entry.subject, run: scope.run };
    if (approximateBytes(config.value) + approximateBytes(given) > MAX_CARRIED_BYTES) {
      park(turn, token, "state-too-large", "what this step would be given is larger than 1.5 MB");
      return;
    }
    block(turn, token, "running", { input: config.value });
    ask(
      turn,
      {
        kind: "run",
        step: token.at,
        name: step.name,
        type: step.type,
        typeVersion: step.typeVersion,
        config: config.value,
        scope: given,
        key: `${entry.run}/${token.at}`,
        quick: step.quick,
        unsure: step.unsure,
        options: step.options,
      },
      `run ${token.at}`,
    );
  },
  answer(turn, token, step, answer) {
    if (token.phase !== "running") return;
    if (answer.kind === "done") {
      // It may have changed the profile, and it took time in which others may have.
      turn.state.profileIsStale = true;
      const port = answer.port ?? step.ports[0] ?? "next";
      if (step.ports.includes(port)) return leave(turn, token, port, answer.output);
      storeOutput(turn, step.id, answer.output);
      park(turn, token, "unknown-port", `the step left by "${port}", it has ${step.ports.join(", ")}`);
    }
    if (answer.kind === "failed") {
      const { code, message } = answer;
      if (step.onFailure === "port")
        leave(turn, token, "failed", { error: { code, message } } satisfies JsonObject as Json);
      else park(turn, token, code, message);
    }
  },
  ports: ({ ports, onFailure }) => (onFailure === "port" ? [...ports, "failed"] : ports),
};
