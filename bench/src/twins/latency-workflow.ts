// The hand-written twin of a run: one activity, nothing else.
import { proxyActivities } from "@temporalio/workflow";

const { touch } = proxyActivities<{ touch(input: { readonly n: number }): Promise<string> }>({
  startToCloseTimeout: "30s",
});

/** Starts and calls one activity with its input. */
export async function rawStart(input: { readonly n: number }): Promise<string> {
  return touch(input);
}
