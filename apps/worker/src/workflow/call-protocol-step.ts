import { scheduleLocalActivity } from "@temporalio/workflow";
import type { LocalActivityOptions } from "@temporalio/workflow";
import { crash, tell } from "./host.ts";
import type { Host } from "./host.ts";
import type { ProtocolSteps } from "./protocol-calls.ts";

type Call<Name extends keyof ProtocolSteps> = Parameters<ProtocolSteps[Name]>[0];
type Answer<Name extends keyof ProtocolSteps> = Awaited<ReturnType<ProtocolSteps[Name]>>;

/**
 * A protocol step may not give up, or the run would stand still: attempts are unlimited. Short pauses stay inside the
 * worker; a long outage is waited out by a server timer, which costs less history than keeping a workflow task open.
 */
const UNLIMITED: LocalActivityOptions = {
  startToCloseTimeout: 10_000,
  localRetryThreshold: 5_000,
  retry: { initialInterval: 100, backoffCoefficient: 2, maximumInterval: 30_000 },
};

/** Starts a protocol step; `onAnswer` gets it, except that a closed run ends at once. */
export function callProtocolStep<Name extends keyof ProtocolSteps>(
  host: Host,
  name: Name,
  call: Call<Name>,
  options: { readonly summary?: string; readonly onAnswer: (answer: Answer<Name>) => void },
): void {
  const settings = options.summary === undefined ? UNLIMITED : { ...UNLIMITED, summary: options.summary };
  host.pending += 1;
  scheduleLocalActivity<Answer<Name>>(name, [call], settings).then(
    (answer) => {
      host.pending -= 1;
      if (answer.kind === "run-closed") tell(host, { kind: "run-closed", outcome: answer.outcome });
      else options.onAnswer(answer);
    },
    (error: unknown) => crash(host, error),
  );
}
