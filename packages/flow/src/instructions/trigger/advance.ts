import type { Json } from "../../json.ts";
import { leave } from "../../stepper/turn.ts";
import type { Behaviour } from "../behaviour.ts";

/** Where a run begins; its output is the event that started it. */
export const trigger: Behaviour<"trigger"> = {
  enter(turn, token) {
    leave(turn, token, "next", turn.state.entry.trigger as unknown as Json);
  },
  ports: () => ["next"],
};
