// The last thing before a run continues as new.
import { scheduleActivity } from "@temporalio/workflow";
import { shortTrail } from "../stored-trail.ts";
import { crash, tell } from "./host.ts";
import type { Host } from "./host.ts";
import type { ProtocolSteps } from "./protocol-calls.ts";

type Answer = Awaited<ReturnType<ProtocolSteps["store-trail"]>>;

/**
 * Keeps the trail outside. The one protocol step that is no local activity: when a signal meets the command that ends
 * an execution, the server refuses the command and the worker replays. A replay hands over a local activity's answer
 * before the signals that came after it, so the run would end again without having seen them, and they would be lost.
 * The answer of an ordinary activity comes in one activation with every signal that arrived until then.
 */
export function storeTrail(host: Host): void {
  // The stepper says `continue` with every fact it takes while it drains; one at a time is enough.
  if (host.continuing !== "no") return;
  host.continuing = "storing";
  const call = { run: host.input.run, part: host.input.part ?? 0, trail: shortTrail(host.trail.all()) };
  host.trail.markStored();
  scheduleActivity<Answer>("store-trail", [call], {
    startToCloseTimeout: 10_000,
    retry: { initialInterval: 100, backoffCoefficient: 2, maximumInterval: 30_000 },
    summary: "Continue with a new history",
  }).then(
    (answer) => {
      host.continuing = "stored";
      if (answer.kind === "run-closed") tell(host, { kind: "run-closed", outcome: answer.outcome });
      else host.wake();
    },
    (error: unknown) => crash(host, error),
  );
}
