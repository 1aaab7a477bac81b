import { setTimeout } from "node:timers/promises";

/** Does it over and over, with a breath between, until the answered function is called; that waits for what is under way. */
export function keepDoing(task: () => Promise<unknown>): () => Promise<void> {
  const enough = new AbortController();
  const doing = (async () => {
    while (!enough.signal.aborted) {
      await task();
      await setTimeout(300);
    }
  })();
  return () => {
    enough.abort();
    return doing;
  };
}
