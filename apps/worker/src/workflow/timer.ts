// The one timer of a run: its nearest deadline.
import { sleep } from "@temporalio/workflow";
import { crash, giveScopeBack, takeScope, tell } from "./host.ts";
import type { Host } from "./host.ts";

/** Arms the timer for an instant (ms), or for none; one that is already armed for it is left alone. */
export function wakeAt(host: Host, at: number | null, summary: string): void {
  if (host.timer?.at === at) return;
  host.timer?.scope.cancel();
  host.timer = null;
  if (at === null) return;
  const timer = { at, scope: takeScope(host) };
  host.timer = timer;
  timer.scope
    .run(() => sleep(Math.max(1, at - Date.now()), { summary }))
    .then(
      () => {
        giveScopeBack(host, timer.scope);
        // A timer that fired in the same activation in which it was replaced has nothing to say.
        if (host.timer !== timer) return;
        host.timer = null;
        tell(host, { kind: "timer" });
      },
      (error: unknown) => {
        if (!timer.scope.consideredCancelled) crash(host, error);
      },
    );
}
