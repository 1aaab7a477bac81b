import { emitVisit, endRun, updateToken } from "../../stepper/turn.ts";
import type { Behaviour } from "../behaviour.ts";

/** Ends the run with a named outcome, whatever else is under way. */
export const end: Behaviour<"end"> = {
  enter(turn, token, step) {
    emitVisit(turn, token, "left");
    // `ready` again, so that ending the run does not say that this visit was cancelled.
    updateToken(token, { phase: "ready" });
    endRun(turn, step.outcome);
  },
  ports: () => [],
};
