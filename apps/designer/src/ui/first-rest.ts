/** How many frames nobody may touch what was just shown: a quarter of a second, and longer where everything takes longer. */
const quietFrames = 15;

/**
 * Resolves when a page that was just shown can be kept busy for a while: nobody has touched it, or whoever did has been
 * answered.
 */
export function firstRest(): Promise<void> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    let isPressed = false;
    let left = quietFrames;
    const frame = (): void => {
      if (stop.signal.aborted) return;
      if (!isPressed) left -= 1;
      if (left > 0) {
        requestAnimationFrame(frame);
        return;
      }
      stop.abort();
      // After this frame is painted.
      setTimeout(resolve);
    };
    const listen = (type: string, heard: () => void): void =>
      window.addEventListener(type, heard, { capture: true, signal: stop.signal });
    listen("pointerdown", () => {
      isPressed = true;
    });
    // The answer is painted with the frame after the next; then what else there is to say is wanted at once.
    for (const end of ["pointerup", "pointercancel", "keydown"])
      listen(end, () => {
        isPressed = false;
        left = Math.min(left, 2);
      });
    requestAnimationFrame(frame);
  });
}
