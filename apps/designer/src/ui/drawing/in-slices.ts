/** How long the browser may be kept at a stretch: half a frame. */
const sliceMs = 8;

/** Goes through the steps of a long computation between whatever else the page does; gives what stops it. */
export function inSlices<T>(steps: Generator<undefined, T>, take: (result: T) => void): () => void {
  // A message comes right after what waits already; timers would be held back by some milliseconds each.
  const { port1: here, port2: next } = new MessageChannel();
  here.onmessage = () => {
    const until = performance.now() + sliceMs;
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        here.close();
        take(step.value);
        return;
      }
      if (performance.now() > until) break;
    }
    next.postMessage(null);
  };
  next.postMessage(null);
  return () => here.close();
}
