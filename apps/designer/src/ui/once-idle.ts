/** How long a busy browser may keep something waiting. */
const patienceMs = 2_000;

/** Runs something when the browser has nothing else to do; gives what takes it back. */
export function onceIdle(run: () => void): () => void {
  // Safari has no idle callbacks.
  if (window.requestIdleCallback === undefined) {
    const timer = setTimeout(run, 300);
    return () => clearTimeout(timer);
  }
  const callback = window.requestIdleCallback(run, { timeout: patienceMs });
  return () => window.cancelIdleCallback(callback);
}
